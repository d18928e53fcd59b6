# Copyright (C) 2026 The kvsim authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Checks the summaries of a study against its rows:
#
#     awk -v baseline=NAME -v t=QUANTILE -f summary.awk \
#         file=csv FILE file=json FILE file=table FILE
#
# Works means, half-widths and paired differences out anew from the CSV, and compares them with the
# JSON to ten digits, and with the table as it rounds.  The last line counts the comparisons.

BEGIN { FS = "," }

function abs(x) { return x < 0 ? -x : x }

function wrong(what) {
    if (++mistakes <= 10) print "# " what
}

# Of the values x[1..n]: sets mean, half, constant.
function estimate(x, n,    i, squares) {
    mean = squares = 0
    constant = 1
    for (i = 1; i <= n; i++) {
        mean += x[i] / n
        constant = constant && x[i] == x[1]
    }
    for (i = 1; i <= n; i++) squares += (x[i] - mean) ^ 2
    half = constant ? 0 : t * sqrt(squares / (n - 1) / n)
    if (constant) mean = x[1]
}

# The estimate of a figure, or of its difference to the baseline, in a group.
function estimate_of(group, policy, figure, paired,    i, x, n) {
    n = rows[group, policy]
    for (i = 1; i <= n; i++)
        x[i] = value[group, policy, i, figure] - (paired ? value[group, baseline, i, figure] : 0)
    estimate(x, n)
}

function near(a, b) { return abs(a - b) <= 1e-10 * (abs(a) + abs(b)) + 1e-9 }

# A group is a workload, with its varied keys, and a context.

file == "csv" && FNR == 1 {
    split($0, name, ",")
    for (i = 1; i <= NF; i++) if ($i == "policy") first = i + 1
    next
}

file == "csv" {
    key = ""
    for (i = 1; i < first - 1; i++) if (name[i] != "replication" && name[i] != "seed") key = key "," $i
    if (!(key in number)) number[key] = ++groups
    group = number[key]
    policy = $(first - 1)
    if ($first == "") next # it failed
    if (!((group, policy) in rows)) policies[group, ++members[group]] = policy
    row = ++rows[group, policy]
    for (i = first; i <= NF; i++) value[group, policy, row, name[i]] = $i + 0
    refused = refused || value[group, policy, row, "rejected"] > 0
    next
}

file == "json" && /"summary": \[/ { inside = 1; group = 1; member = 0 }
file == "json" && /"verdict": \[/ { inside = 0 }
file == "json" && inside && /"policy":/ {
    if (member == members[group]) { group++; member = 0 }
    policy = policies[group, ++member]
    if ($0 !~ "\"" policy "\"") wrong("JSON: not " policy ": " $0)
}
file == "json" && inside && /"replications":/ {
    gsub(/[^0-9]/, "")
    if ($0 != rows[group, policy]) wrong("JSON: replications of " policy ": " $0)
}
file == "json" && inside && /"means":/ { paired = 0 }
file == "json" && inside && /"differences":/ { paired = 1 }
file == "json" && inside && /"[a-z_]+": \{/ {
    figure = $0
    gsub(/[^a-z_]/, "", figure)
}
file == "json" && inside && /"(mean|half_width)":/ {
    told = $0
    sub(/.*: /, "", told)
    sub(/,$/, "", told)
    estimate_of(group, policy, figure, paired)
    wanted = $0 ~ /"mean"/ ? mean : half
    json_figures++
    if (!near(told, wanted))
        wrong(sprintf("JSON: group %d, %s, %s%s: %s, not %.17g", group, policy, figure,
                      paired ? " (difference)" : "", told, wanted))
}
file == "json" { next }

# A table's cell "12.3 +-1.2", perhaps with a mark, against the estimate: they may differ by half of
# its last digit.
function check_cell(text, paired,    mark, plain, part, digits, decimals, slack) {
    cells++
    plain = text
    mark = sub(/^~ /, "", plain)
    marks += mark
    split(plain, part, / \+-/)
    digits = part[1] ~ /\./ ? length(part[1]) - index(part[1], ".") : 0
    slack = 0.5 * 10 ^ -digits * (1 + 1e-9)
    if (abs(part[1] - mean) > slack || abs(part[2] - half) > slack || (constant && plain ~ /\+-/))
        return 0
    decimals = constant ? digits : 1 - int(log(half) / log(10) + 1000) + 1000
    if (digits != (decimals < 0 ? 0 : decimals > 6 ? 6 : decimals)) return 0
    return mark == (paired && !constant && abs(mean) <= half)
}

function check(what, policy, figure, paired, text) {
    estimate_of(group, policy, figure, paired)
    if (!check_cell(text, paired))
        wrong(sprintf("table: group %d, %s, %s: '%s' for %.9g +-%.9g", group, what, figure, text,
                      mean, half))
}

file == "table" && FNR == 1 {
    group = 0
    split("reallocs moves copied_bytes regrows rejected", same, " ")
    for (i in same) figure_of[same[i], 1] = same[i]
    figure_of["failed", 1] = "failed_shrinks"
    figure_of["slots", 1] = "freed_slots"
    figure_of["bytes", 1] = "freed_bytes"
    figure_of["pages", 1] = "freed_pages"
    figure_of["mean", 1] = "mean_wasted_slots"
    figure_of["peak", 1] = "peak_wasted_slots"
    figure_of["mean", 2] = "mean_held_bytes"
    figure_of["peak", 2] = "peak_held_bytes"
}
/^over all/ { over = 1 }
over { next }
/, context [^ ]*: [0-9]+ replications of / {
    group++
    sheets = 0
}
/ registrations, / {
    split($0, part, / registrations, | deregistrations; peak length |, final length /)
    split("registered deregistered peak_len final_len", told_figures, " ")
    # The head has the context's events, the rows what took effect.
    for (i = 1; i <= 4 && !refused; i++) check("head", policies[group, 1], told_figures[i], 0, part[i])
}
/^policy / {
    count = split($0, heading, /  +/)
    sheets++
    split("", seen)
    for (i = 2; i <= count; i++) figures[i] = figure_of[heading[i], ++seen[heading[i]]]
    lines = 0
    next
}
/^$/ { count = 0 }
count > 0 {
    split($0, cell, /  +/)
    wanted = policies[group, ++lines]
    if (sheets == 2 && wanted == baseline) wanted = policies[group, ++lines]
    sub(/ \*$/, "", cell[1])
    if (cell[1] != wanted) wrong("table: not " wanted ": " $0)
    for (i = 2; i <= count; i++) check(cell[1], cell[1], figures[i], sheets == 2, cell[i])
}

END {
    printf "%d groups, %d figures, %d cells, %d marks, %d mistakes\n",
           groups, json_figures, cells, marks, mistakes
}
