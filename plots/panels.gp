# Copyright (C) 2026 The kvsim authors
# SPDX-License-Identifier: GPL-3.0-or-later
# What lanes.gp and results.gp share: panels, policies, and groups of policies.

# The panels (what is shown apart: contexts) and the policies, numbered in the order of the data.  The
# rows of an event name them in the same order each time, so the one after the last is tried first.
array panel[256]
array policy[4096]
panels = policies = last_policy = 0
panel_list = policy_list = "\n"
find(list, name) = (at = strstrt(list, "\n" . name . "\t")) \
    ? int(list[at + strlen(name) + 2:at + strlen(name) + 6]) : 0
new_panel(name) = (panels = panels + 1, panel[panels] = name, \
    panel_list = panel_list . name . "\t" . panels . "\n", panels)
new_policy(name) = (policies = policies + 1, policy[policies] = name, \
    policy_list = policy_list . name . "\t" . policies . "\n", policies)
panel_number(name) = (found = find(panel_list, name)) ? found : new_panel(name)
found_policy(name) = (found = find(policy_list, name)) ? found : new_policy(name)
next_policy(name) = policies && policy[last_policy % policies + 1] eq name
policy_number(name) = (last_policy = next_policy(name) ? last_policy % policies + 1 : found_policy(name))

# Policies that are alike, as a function of the loading script says, are a group and shown once, under
# the names of all or, when these are many, the shortest: eval group_policies.
group_policies = "\
array group_of[policies]; \
array leader[policies]; \
array members[policies]; \
array label_of[policies]; \
groups = 0; \
do for [p = 1:policies] { eval join_group }; \
longest_label = 0; \
do for [g = 1:groups] { eval name_group }"
join_group = "\
group_of[p] = 0; \
do for [g = 1:groups] { if (group_of[p] == 0 && alike(p, leader[g])) { group_of[p] = g } }; \
if (group_of[p] == 0) { \
    groups = groups + 1; \
    group_of[p] = groups; \
    leader[groups] = p; \
    members[groups] = 0; \
    label_of[groups] = '' \
}; \
g = group_of[p]; \
members[g] = members[g] + 1; \
label_of[g] = label_of[g] . (members[g] > 1 ? ' = ' : '') . policy[p]; \
if (strlen(policy[p]) < strlen(policy[leader[g]])) { leader[g] = p }"
name_group = "\
if (strlen(label_of[g]) > 30 && members[g] > 1) { \
    label_of[g] = others(policy[leader[g]], members[g] - 1) \
}; \
longest_label = larger(longest_label, strlen(label_of[g]))"
