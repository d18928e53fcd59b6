# Copyright (C) 2026 The kvsim authors
# SPDX-License-Identifier: GPL-3.0-or-later
# What timeline.gp and memory.gp share: reading a timeline, finding the policies that did the same
# all along, which are shown once, and the places of the panels: one a policy, one above the other, the
# contexts side by side (on a narrow page one above the other as well).

load scripts . "panels.gp"

# The part of the time that is shown; the rows are those of that part.
from_s = exists("from") && from ne "" ? real(from) : 0.
to_s = exists("to") && to ne "" ? real(to) : -1
part = from_s > 0 || to_s >= 0

# Of replications, the first is shown.  The order is that of the results.
replicated = has("replication")
replication = ""
kept(row) = !replicated || strcol("replication") eq (replication eq "" \
    ? (replication = strcol("replication")) : replication)
end_s = 0
enlist(row) = (panel_number(strcol("context")), policy_number(strcol("policy")), \
    end_s = column("time_s"), 0)
enlist_result(row) = (panel_number(strcol("context")), policy_number(strcol("policy")), 0)
if (exists("results")) {
    set table $scratch
    plot results using (finished(0) && column("events") > 0 ? enlist_result(0) : 0) with table if (0)
    unset table
}
set table $scratch
plot data using (kept(0) ? enlist(0) : 0) with table if (0)
unset table

# What became of each policy in each context, and a number that stands for all its rows.
lane(c, p) = (c - 1) * policies + p
array trail[panels * policies]
array last_len[panels * policies]
array peak_len[panels * policies]
array registered[panels * policies]
array last_cap[panels * policies]
array last_held[panels * policies]
array last_s[panels * policies]
array most_len[panels]
array most_slots[panels]
array most_bytes[panels]
do for [i = 1:panels * policies] { trail[i] = last_s[i] = last_len[i] = last_cap[i] = last_held[i] = peak_len[i] = registered[i] = 0 }
most_waste = most_held = 1
do for [c = 1:panels] { most_len[c] = most_slots[c] = most_bytes[c] = 1 }
follow(c, i) = ( \
    last_s[i] = column("time_s"), \
    last_len[i] = int(column("len")), \
    peak_len[i] = larger(peak_len[i], last_len[i]), \
    last_cap[i] = int(column("cap")), \
    last_held[i] = int(column("held_bytes")), \
    trail[i] = mix(mix(mix(trail[i], int(last_s[i] * 1e3)), last_cap[i]), last_held[i]), \
    most_waste = larger(most_waste, last_cap[i] - last_len[i]), \
    most_len[c] = larger(most_len[c], last_len[i]), \
    most_slots[c] = larger(most_slots[c], larger(last_cap[i], last_len[i])), \
    most_bytes[c] = larger(most_bytes[c], larger(last_held[i], last_cap[i] * element_size)), \
    most_held = larger(most_held, most_bytes[c]), 0)
see(context, policy) = (c = panel_number(context), follow(c, lane(c, policy_number(policy))))
set table $scratch
plot data using (kept(0) ? see(strcol("context"), strcol("policy")) : 0) with table if (0)
unset table

# Policies with the same rows in every context are alike.
alike(p, q) = (sum [c = 1:panels] trail[lane(c, p)] != trail[lane(c, q)]) == 0
eval group_policies

# The figures that stand beside a policy's name, where all of the run is shown, and the end of the observation.
array note[panels * policies]
do for [i = 1:panels * policies] { note[i] = "" }
longest_note = 0
write_note(i) = (note[i] = part ? "" : figures(0), longest_note = larger(longest_note, strlen(note[i])), \
    registered[i] = column("registered"), end_s = larger(end_s, column("duration_s")))
known(context, policy) = find(panel_list, context) && find(policy_list, policy) \
    ? lane(find(panel_list, context), find(policy_list, policy)) : 0
annotate(i) = i && note[i] eq "" ? write_note(i) : 0
if (exists("results")) {
    set table $scratch
    plot results using (finished(0) ? annotate(known(strcol("context"), strcol("policy"))) : 0) with table if (0)
    unset table
}

# Where registrations were rejected, the length is not the same for all policies.  The strips then say whose length
# stands above them, in as many letters as fit: left of the colours' scale or, on a narrow page, in a line of the key.
own_length(i, j) = last_len[i] != last_len[j] || peak_len[i] != peak_len[j] || registered[i] != registered[j]
own_lengths = (sum [c = 1:panels] (sum [p = 1:policies] own_length(lane(c, p), lane(c, leader[1])))) > 0
strip_key_columns = wide || !own_lengths ? 2 : 1
strip_key_em = (page_em - 1 - (wide ? 14 + small_em(strlen(colour_name)) : 0)) / strip_key_columns - 4
cut(text, letters) = strlen(text) <= letters ? text : text[:letters - 3] . "..."
length_title = own_lengths ? "length (" . cut(policy[leader[1]], int(strip_key_em / small_em(1)) - 9) . ")" : "length"

# Time in the unit that fits.
if (to_s >= 0) { end_s = to_s }
unit_s = end_s <= 180 ? 1. : end_s <= 10800 ? 60. : end_s <= 259200 ? 3600. : 86400.
unit_name = unit_s == 1 ? "time (s)" : unit_s == 60 ? "time (min)" : unit_s == 3600 ? "time (h)" : "time (d)"
end = end_s > 0 ? end_s / unit_s : 1.
begin = from_s / unit_s

# One lane's rows: time, length, capacity, bytes held, 1 for a growth and -1 for a shrink, bytes
# given back.  A last row carries the state to the end.  Lines are drawn from the rows alone in which
# the capacity, or what is held, has changed; areas, each one polygon, from the corners of all steps, those
# of the length if they are a pixel high.  Corners are collected in pieces, since to add to a long text is
# slow: eval pick.
a_piece = 64
array piece[1]
corner(s, value) = sprintf("%.9g %.9g", s, value)
climb(i, s, value) = (piece[i] = (piece[i] eq "" ? "" : piece[i] . "\n") \
    . (is_first ? "" : corner(s, was) . "\n") . corner(s, value), is_first = 0, was = value, 0)
is_step(value) = is_first || abs(value - was) > least
corners(column, into, least) = sprintf("array piece[|$lane| / a_piece + 1]; \
do for [i = 1:|piece|] { piece[i] = '' }; \
least = %g; is_first = 1; \
set table $scratch; \
eval rows_begin; \
plot $lane using (is_step($%d) ? climb(int($0) / a_piece + 1, $1, $%d) : 0) with table if (0); \
eval rows_end; \
unset table; \
set print %s; \
do for [i = 1:|piece|] { if (piece[i] ne '') { print piece[i] } }; \
print end, was; \
set print", least, column, column, into)
kind(action) = strstrt("alloc grow grow-in-place", action) ? 1 \
    : strstrt("shrink shrink-moved free", action) ? -1 : 0
given_back(held) = (back = held_bytes - held, held_bytes = held, back)
picked(row) = (picks = kept(0) && strcol("policy") eq policy[p] && strcol("context") eq panel[c])
pick = "\
set table $lane; held_bytes = 0; \
plot data using (picked(0) ? column('time_s') / unit_s : 0):(column('len')):(column('cap')):(column('held_bytes')) \
    :(picks ? kind(strcol('action')) : 0):(picks ? given_back(column('held_bytes')) : 0) with table if (picks); \
unset table; \
set print $lane append; \
print end, last_len[lane(c, p)], last_cap[lane(c, p)], last_held[lane(c, p)], 0, 0; \
set print; \
eval corners(2, '$length', 0.008 * most_slots[c]); \
eval corners(3, '$cap', 0); \
eval corners(4, '$held', 0)"

# The places of panels, in em: a block of them for each context, as many side by side as there is room.
# A panel has a line of text above it, or two where the figures do not fit beside the name.  More groups
# than a few are strips, a line each, below one panel with the length; the names stand at the left, once
# where contexts are side by side.
few = groups <= 6
name_em = few ? 0.4 : small_em(longest_label) + 1
do for [c = 1:panels] {
    most = few ? most_slots[c] : most_len[c]
    value_characters = larger(value_characters, tic_letters(tics_within("%g", step10(most, few ? 3 : 2), 0, 1.05 * most)))
}
value_em = 0.6 * 0.85 * value_characters + 1
least_em = few ? larger(16, value_em + small_em(longest_note) - 1) : 16
columns = smaller(few && panels > 3 ? int(ceil(panels / 2.)) : panels, larger(1, int((page_em - name_em) / least_em)))
block_rows = int(ceil(panels / real(columns)))
block_em = (page_em - name_em - 0.4) / columns
plot_em = block_em - value_em - 1
key_em = 0.9 + 1.2 * (few ? key_rows(key_entries, key_letters) : wide ? 1 : 4.2 - strip_key_columns)
head_em = panels > 1 ? 1.7 : 0
axis_em = 2.8
beside = longest_note == 0 || small_em(longest_label + longest_note + 3) < plot_em
label_em = beside ? 1.5 : 2.6
length_em = 4.5
need_em = title_em + key_em \
    + block_rows * (head_em + axis_em + (few ? groups * (label_em + 4.5) : length_em + 1.1 * groups))
block_high(c) = (high_em - title_em - key_em) / block_rows
head(c) = title_em + key_em + (c - 1) / columns * block_high(c)
top(c) = head(c) + head_em
bottom(c) = head(c) + block_high(c) - axis_em
left(c) = name_em + (c - 1) % columns * block_em + value_em
right(c) = left(c) + plot_em
share(c) = (bottom(c) - top(c)) / groups
upper(c, g) = top(c) + (g - 1) * share(c) + label_em
lower(c, g) = top(c) + g * share(c) - 0.3

context_label = "\
unset label; \
if (panels > 1) { set label 1 panel[c] at graph 0, screen y(head(c) + 0.8) left font bold }"
time_axis = "\
set xrange [begin:end]; \
set xtics nomirror step10(end - begin, larger(2, 0.15 * plot_em)) font small offset 0, 0.3"

# Makes all ready for the panel of a context and a group, and $lane.
panel_begin = "\
p = leader[g]; \
eval pick; \
eval place(left(c), upper(c, g), right(c), lower(c, g)); \
if (g == 1) { eval context_label } else { unset label }; \
set label 2 label_of[g] at graph 0, screen y(upper(c, g) - label_em + 0.7) left font small; \
set label 3 note[lane(c, p)] at graph (beside ? 1 : 0), screen y(upper(c, g) - (beside ? 0.8 : 0.65)) \
    font small tc rgb 0x555555; \
if (beside) { set label 3 right } else { set label 3 left }; \
set border 3; \
set grid; \
eval time_axis; \
set format x (g == groups ? '%g' : ''); \
set xlabel (g == groups ? unit_name : '') font small offset 0, 0.9"

# A context's strips as rows, one for each state of each group: from, to, slots wasted, bytes claimed,
# bytes held, the group, 1 for a growth and -1 for a shrink that ended the state, bytes it gave back.
array was_s[policies]
array was_len[policies]
array was_cap[policies]
array was_held[policies]
from_s = now_s = wasted_slots = claimed_bytes = held_bytes = back_bytes = group = 0
leads(p) = (group = group_of[p], leader[group] == p)
state(p) = ( \
    from_s = was_s[p], \
    wasted_slots = was_cap[p] - was_len[p], \
    claimed_bytes = was_cap[p] * element_size, \
    held_bytes = was_held[p], \
    now_s = was_s[p] = column("time_s"), \
    was_len[p] = column("len"), \
    was_cap[p] = column("cap"), \
    was_held[p] = column("held_bytes"), \
    back_bytes = held_bytes - was_held[p], 1)
shown(p) = leads(p) && state(p)
show(row) = (shows = kept(0) && strcol("context") eq panel[c] && shown(policy_number(strcol("policy"))))
pick_strips = "\
do for [p = 1:policies] { was_s[p] = was_len[p] = was_cap[p] = was_held[p] = 0 }; \
set table $strips; \
plot data using (show(0) ? from_s / unit_s : 0):(now_s / unit_s):(wasted_slots):(claimed_bytes):(held_bytes) \
    :(group):(shows ? kind(strcol('action')) : 0):(back_bytes) with table if (shows); \
unset table; \
set print $strips append; \
do for [g = 1:groups] { \
    p = leader[g]; \
    print was_s[p] / unit_s, end, was_cap[p] - was_len[p], was_cap[p] * element_size, was_held[p], g, 0, 0 \
}; \
set print"

# A strip's right end, a little further so that no seam shows.
further(to) = to + 0.001 * end > end ? end : to + 0.001 * end

# The panel with the length above a context's strips, then all ready for them, and $strips.
strip_length = "\
p = leader[1]; \
eval pick; \
eval pick_strips; \
eval place(left(c), top(c) + 0.1, right(c), top(c) + length_em - 0.6); \
eval context_label; \
set border 3; \
set grid; \
eval time_axis; \
set format x ''; \
unset xlabel; \
set yrange [0:1.05 * most_len[c]]; \
set ytics nomirror 0, step10(most_len[c], 2) font small format '%g'; \
eval rows_begin; \
plot $length using 1:2 with filledcurves y1=0 fs solid noborder fc rgb sky"
strip_begin = "\
strip_high = (bottom(c) - top(c) - length_em) / groups; \
strip_font = sprintf(',%.2f', font_pt * (strip_high < 1 ? 0.85 * strip_high : 0.85)); \
eval place(left(c), top(c) + length_em, right(c), bottom(c)); \
unset label; \
do for [g = 1:(c - 1) % columns == 0 ? groups : 0] { \
    set label g label_of[g] at screen x(left(c) - 0.5), first g right font strip_font \
}; \
unset ytics; \
unset grid; \
set border 15; \
set yrange [groups + 0.5:0.5]; \
set format x '%g'; \
set xlabel unit_name font small offset 0, 0.9; \
if (c == 1) { eval colour_key } else { unset colorbox }"

# The colours' scale stands right of the key, on a narrow page below it.
colour_em = title_em + (wide ? 0.5 : 4.3 - 1.2 * strip_key_columns)
colour_key = "\
set colorbox horizontal user origin x(page_em - 13), y(colour_em) size x(11), y(0) - y(0.6); \
set cbtics scale 0.3 font small offset 0, 0.5; \
set label 1000 colour_name at screen x(page_em - 13.5), y(colour_em - 0.3) right font small"
