# Copyright (C) 2026 The kvsim authors
# SPDX-License-Identifier: GPL-3.0-or-later
# One shrink of each policy, before and after, to scale: the slots above, the bytes that are held for
# them below.  It draws what kvsim has worked out, from a script of --plot-script as well:
#
#   width = 85
#   load "shrink.gp"
#
# style.gp says which variables there are; here also
#   element_size   bytes a slot; default: 8
#
# The columns of `data`:
#
#   context, policy
#   time_s                    of the shrink; empty where there is none
#   len                       slots in use then
#   cap_before, cap_after     slots
#   held_before, held_after   bytes
#   backing_before, backing_after
#   reason                    why that is what is held, or why there is no shrink

directory(path) = path eq "" || path[strlen(path):] eq "/" ? path : directory(path[:strlen(path) - 1])
scripts = directory(ARG0)
load scripts . "style.gp"
if (!has("cap_before")) exit error "data must be the shrinks that kvsim passes to this script"
if (nothing) exit
if (!exists("element_size")) element_size = 8

# The lanes.
lanes = 0
set table $scratch
plot data using (lanes = lanes + 1) with table if (0)
unset table
array name[lanes]
array time[lanes]
array len[lanes]
array cap[2 * lanes]
array held[2 * lanes]
array backing[2 * lanes]
array reason[lanes]
array context[lanes]
lane = 0
first_context = ""
several = 0
name_context(text) = (several = several || first_context ne "" && text ne first_context, first_context = text)
take(i) = (context[i] = strcol("context"), name_context(context[i]), name[i] = strcol("policy"), time[i] = strcol("time_s"), \
    len[i] = column("len"), cap[2 * i - 1] = column("cap_before"), cap[2 * i] = column("cap_after"), \
    held[2 * i - 1] = column("held_before"), held[2 * i] = column("held_after"), \
    backing[2 * i - 1] = strcol("backing_before"), backing[2 * i] = strcol("backing_after"), \
    reason[i] = strcol("reason"), 0)
set table $scratch
plot data using (lane = lane + 1, take(lane)) with table if (0)
unset table

# The texts.
used_text(i, side) = cap[2 * i + side - 2] == 0 ? "no slot" : sprintf("%d of %d in use", len[i], cap[2 * i + side - 2])
held_text(i, side) = held[2 * i + side - 2] == 0 ? "0 B" : bytes(held[2 * i + side - 2]) . " " . backing[2 * i + side - 2]
headline(i) = (given = cap[2 * i - 1] - cap[2 * i], back = held[2 * i - 1] - held[2 * i], \
    sprintf("%d slot%s freed, %d byte%s returned", given, given == 1 ? "" : "s", larger(back, 0), back == 1 ? "" : "s"))

# A name is as small as it must be, beside its context, and a time has as many decimals as fit beside the headline.
bold_em(letters) = letters * 0.62
name_room_em(i) = lane_em - 1 - (several ? small_em(strlen(context[i])) + 1 : 0)
name_font(i) = bold_part(smaller(1, name_room_em(i) / (0.7 * larger(1, strlen(name[i])))))
at_text(seconds) = sprintf("at %s s", seconds)
decimals(text) = (point = strstrt(text, ".")) ? strlen(text) - point : 0
rounded(text, places) = sprintf(sprintf("%%.%df", places), real(text))
fewer(text, letters) = strlen(at_text(text)) <= letters || decimals(text) == 0 ? text \
    : fewer(rounded(text, decimals(text) - 1), letters)
time_text(i) = at_text(fewer(time[i], int((lane_em - 1.5 - bold_em(strlen(headline(i)))) / small_em(1))))

# The places of the lanes, in em: in columns, one below the other where they are few or the page is
# narrow.  A lane that has no shrink takes two lines; its neighbours decide how high it is.
columns = !wide || lanes <= 2 ? 1 : 2
lane_em = (page_em - 0.6) / columns
label_em = 3.4
figure_em = 8.4
do for [i = 1:lanes] { do for [side = 1:2] {
    figure_em = larger(figure_em, small_em(larger(strlen(used_text(i, side)), strlen(held_text(i, side)))))
} }
plot_em = lane_em - label_em - figure_em - 1
shrank(i) = time[i] ne ""
text_em = lane_em - 1.5
array reason_text[lanes]
do for [i = 1:lanes] { reason_text[i] = wrap(reason[i], int(text_em / (0.85 * 0.49))) }
bars_em = 8.3
high(i) = shrank(i) ? 3.2 + bars_em + 1.1 * lines(reason_text[i]) + 1.1 : 1.5 + 1.1 * lines(reason_text[i]) + 1.1
grid_rows = int(ceil(lanes / real(columns)))
array row_top[grid_rows + 1]
key_em = 0.9 + 1.2 * key_rows(4, 12)
row_top[1] = title_em + key_em
row_high(r) = (highest = 0, (sum [k = 1:columns] ((r - 1) * columns + k <= lanes \
    ? (highest = larger(highest, high((r - 1) * columns + k)), 0) : 0)), highest)
do for [r = 1:grid_rows] { row_top[r + 1] = row_top[r] + row_high(r) }
top(i) = row_top[(i - 1) / columns + 1]
left(i) = 0.6 + (i - 1) % columns * lane_em

pale = 0xfbdc9b
eval open(row_top[grid_rows + 1], row_top[grid_rows + 1])
eval key(4, 12)
plot NaN notitle, \
     keyentry with boxes fs solid fc rgb sky title "slots in use", \
     keyentry with boxes fs solid fc rgb pale title "free", \
     keyentry with boxes fs pattern 4 fc rgb vermillion title "freed", \
     keyentry with boxes fs solid fc rgb blue title "held bytes"
unset key

# One cell a slot where there is room to see it, one bar otherwise; slots are as wide as their bytes.
cells(i) = cap[2 * i - 1] * 0.5 < plot_em
bar(from, to, upper, lower, colour) = sprintf("%.17g %.17g %.17g %.17g %d\n", from * element_size, to * element_size, upper, lower, colour)
slots(i, from, to, upper, colour) = from >= to ? "" : !cells(i) ? bar(from, to, upper, upper + 1.9, colour) \
    : bar(from, from + 1, upper, upper + 1.9, colour) . slots(i, from + 1, to, upper, colour)
upper_of(side) = side == 1 ? 0 : 4.3
bytes_of(side, value) = sprintf("%.17g %.17g %.17g %.17g %d\n", 0, value, upper_of(side) + 2, upper_of(side) + 3.1, blue)
side_labels = "\
set label 3 + 3 * side '' . (side == 1 ? 'before' : 'after') at screen x(left(i) + label_em - 0.4), first upper_of(side) + 1 right font small; \
set label 4 + 3 * side '' . used_text(i, side) at screen x(left(i) + label_em + plot_em + 0.5), first upper_of(side) + 1 left font small; \
set label 5 + 3 * side '' . held_text(i, side) at screen x(left(i) + label_em + plot_em + 0.5), first upper_of(side) + 2.6 left font small"

do for [i = 1:lanes] {
    eval bare
    set label 1 name[i] at screen x(left(i)), y(top(i) + 0.5) left font name_font(i)
    if (several) { set label 22 context[i] at screen x(left(i) + lane_em - 1), y(top(i) + 0.5) right font small tc rgb 0x555555 }
    if (shrank(i)) {
        eval place(left(i) + label_em, top(i) + 3.2, left(i) + label_em + plot_em, top(i) + 3.2 + bars_em)
        most = larger(larger(held[2 * i - 1], held[2 * i]), cap[2 * i - 1] * element_size)
        set xrange [0:most]
        set yrange [bars_em:0]
        back = held[2 * i - 1] - held[2 * i]
        set label 2 time_text(i) at screen x(left(i) + lane_em - 1), y(top(i) + 2) right font small tc rgb 0x555555
        set label 21 headline(i) at screen x(left(i)), y(top(i) + 2) left font bold tc rgb (back > 0 ? green : vermillion)
        set label 20 reason_text[i] at screen x(left(i)), y(top(i) + 3.2 + bars_em + 0.3) left font small
        do for [side = 1:2] { eval side_labels }
        set print $solid
        print slots(i, 0, len[i], 0, sky) . slots(i, len[i], cap[2 * i - 1], 0, pale) . bytes_of(1, held[2 * i - 1]) \
            . slots(i, 0, len[i], upper_of(2), sky) . slots(i, len[i], cap[2 * i], upper_of(2), pale) . bytes_of(2, held[2 * i])
        set print
        set print $back
        print slots(i, cap[2 * i], cap[2 * i - 1], upper_of(2), vermillion)
        set print
        eval rows_begin
        plot $solid using 1:3:1:2:3:4:5 with boxxyerror fs solid border lc rgb "white" fc rgb variable, \
             $back using 1:3:1:2:3:4 with boxxyerror fs pattern 4 border lc rgb vermillion fc rgb vermillion
        eval rows_end
    } else {
        set label 4 reason_text[i] at screen x(left(i)), y(top(i) + 1.7) left font small tc rgb 0x555555
        plot NaN notitle
    }
    unset label
}
unset multiplot
