# Copyright (C) 2026 The kvsim authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Chooses rows of a study's CSV by the definitions, naively, from the rows alone:
#
#     awk -v objectives=COLUMN,COLUMN[,COLUMN] [-v bounds="COLUMN=VALUE ..."] [-v pareto=1] [-v top=N] \
#         -f choose.awk FILE
#
# A VALUE is a number or a policy.  Sums figures as whole numbers of their last decimal, which
# doubles hold exactly while the sums are below 2^53.  Every policy has the same number of
# replications.
BEGIN { FS = OFS = "," }

# A decimal without its point.
function whole(text) {
    sub(/\./, "", text)
    return text + 0
}

NR == 1 {
    header = $0
    for (i = 1; i <= NF; i++) {
        field[$i] = i
        name[i] = $i
    }
    objective_count = split(objectives, objective, ",")
    bound_count = split(bounds, bound, " ")
    print
    next
}
{
    group = $1
    for (i = 2; name[i] != "replication"; i++) group = group OFS $i
    group = group OFS $(field["context"])
    block = group OFS $(field["replication"])
    if (!(group in groups)) groups[group] = 0
    if (!(block in blocks)) {
        blocks[block] = group
        block_at[++block_count] = block
    }
    policy = $(field["policy"])
    if (!((group, policy) in known)) {
        known[group, policy] = 1
        policy_at[group, ++groups[group]] = policy
    }
    row[block, policy] = $0
    replications[group, policy]++
    for (i = field["policy"] + 1; i <= NF; i++) {
        sum[group, policy, name[i]] += whole($i)
        decimals[name[i]] = index($i, ".") ? length($i) - index($i, ".") : 0
    }
}

function exceeds(group, policy,    i, part, limit) {
    for (i = 1; i <= bound_count; i++) {
        part[1] = substr(bound[i], 1, index(bound[i], "=") - 1)
        part[2] = substr(bound[i], index(bound[i], "=") + 1)
        limit = (group, part[2]) in known ? sum[group, part[2], part[1]] \
                                          : part[2] * 10 ^ decimals[part[1]] * replications[group, policy]
        if (sum[group, policy, part[1]] > limit) return 1
    }
    return 0
}

function beats(group, a, b,    i, less) {
    for (i = 1; i <= objective_count; i++) {
        if (sum[group, a, objective[i]] > sum[group, b, objective[i]]) return 0
        less += sum[group, a, objective[i]] < sum[group, b, objective[i]]
    }
    return less > 0
}

# Returns whether a comes before b in the ranking; both are indices.
function is_before(group, a, b,    i, left, right) {
    for (i = 1; i <= objective_count; i++) {
        left = sum[group, policy_at[group, a], objective[i]]
        right = sum[group, policy_at[group, b], objective[i]]
        if (left != right) return left < right
    }
    return a < b
}

function choose(group,    a, b, count, candidate, kept, kept_count, beaten) {
    for (a = 1; a <= groups[group]; a++)
        if (!exceeds(group, policy_at[group, a])) candidate[++count] = a
    for (a = 1; a <= count; a++) {
        beaten = 0
        for (b = 1; b <= count; b++)
            beaten = beaten || beats(group, policy_at[group, candidate[b]], policy_at[group, candidate[a]])
        if (!pareto || !beaten) kept[++kept_count] = candidate[a]
    }
    for (a = 2; top && a <= kept_count; a++)
        for (b = a; b > 1 && is_before(group, kept[b], kept[b - 1]); b--) {
            beaten = kept[b]
            kept[b] = kept[b - 1]
            kept[b - 1] = beaten
        }
    if (top && kept_count > top) kept_count = top
    for (a = 1; a <= kept_count; a++) shown[group, a] = policy_at[group, kept[a]]
    shown_count[group] = kept_count
}

END {
    for (group in groups) choose(group)
    for (i = 1; i <= block_count; i++) {
        group = blocks[block_at[i]]
        for (k = 1; k <= shown_count[group]; k++) print row[block_at[i], shown[group, k]]
    }
}
