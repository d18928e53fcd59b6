# Copyright (C) 2026 The kvsim authors
# SPDX-License-Identifier: GPL-3.0-or-later
# What compare.gp and distribution.gp share: reading results.  Shown apart, in panels, are
# workloads if there are several, the values of what was varied, and contexts.

load scripts . "panels.gp"

several_workloads = 0
workload = ""
set table $scratch
see_workload(name) = (several_workloads = several_workloads || workload ne "" && name ne workload, workload = name, 0)
plot data using (finished(0) ? see_workload(strcol("workload")) : 0) with table if (0)
unset table

# The columns between `workload` and `replication` are what was varied.
vary = header[strlen(",workload,") + 1:strstrt(header, ",replication,") - 1]
varied(names, k) = names eq "" ? "" : (comma = strstrt(names . ",", ","), \
    names[:comma - 1] . "=" . strcol(k) . ", " . varied(names[comma + 1:], k + 1))
panel_name(row) = (several_workloads ? strcol("workload") . ", " : "") . varied(vary, 2) . strcol("context")
set table $scratch
enlist(row) = (panel_number(panel_name(0)), policy_number(strcol("policy")), 0)
plot data using (finished(0) ? enlist(0) : 0) with table if (0)
unset table

# Of each figure of each lane the mean, the least and the most over the replications.
lane(c, p) = (c - 1) * policies + p
figure_count = words(figure_columns)
cell(c, p, f) = (lane(c, p) - 1) * figure_count + f
array replications[panels * policies]
array total[panels * policies * figure_count]
array least[panels * policies * figure_count]
array most[panels * policies * figure_count]
do for [i = 1:panels * policies] { replications[i] = 0 }
do for [i = 1:panels * policies * figure_count] { total[i] = least[i] = most[i] = 0 }
add(i, value, first) = (total[i] = total[i] + value, \
    least[i] = first ? value : smaller(least[i], value), \
    most[i] = first ? value : larger(most[i], value), 0)
add_row(c, p) = (sum [f = 1:figure_count] add(cell(c, p, f), column(word(figure_columns, f)), \
    replications[lane(c, p)] == 0), replications[lane(c, p)] = replications[lane(c, p)] + 1, 0)
set table $scratch
plot data using (finished(0) ? add_row(panel_number(panel_name(0)), policy_number(strcol("policy"))) : 0) with table if (0)
unset table
mean(c, p, f) = total[cell(c, p, f)] / replications[lane(c, p)]
there(c, p) = replications[lane(c, p)] > 0

most_replications = 0
do for [i = 1:panels * policies] { most_replications = larger(most_replications, replications[i]) }
if (most_replications > 1) {
    subtitle = sprintf("%d replications", most_replications) . what_of_replications
    title_em = title_em + 1.6
}

# Policies with the same figures in every panel are alike.
differ(i, j) = total[i] != total[j] || least[i] != least[j] || most[i] != most[j]
unlike(c, p, q) = replications[lane(c, p)] != replications[lane(c, q)] \
    || replications[lane(c, p)] && (sum [f = 1:figure_count] differ(cell(c, p, f), cell(c, q, f))) > 0
alike(p, q) = (sum [c = 1:panels] unlike(c, p, q)) == 0
eval group_policies

# A figure as people read it.
number(value) = value < 1e5 && value == floor(value) ? sprintf("%.0f", value) : value < 100 ? tenths(value) \
    : value < 1e5 ? sprintf("%.0f", value) : value < 1e6 ? sprintf("%.0f k", value / 1e3) : sprintf("%.1f M", value / 1e6)
is_bytes(f) = strstrt(word(figure_columns, f), "bytes") > 0
figure_text(f, value) = is_bytes(f) ? bytes(value) : number(value)
