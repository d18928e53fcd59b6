# Copyright (C) 2026 The kvsim authors
# SPDX-License-Identifier: GPL-3.0-or-later
# The length and each policy's capacity over time, the waste between them, and when the buffer grew
# and shrank.  By hand:
#
#   kvsim -w boot --timeline boot-timeline.csv -f csv -o boot.csv
#   gnuplot -e "data='boot-timeline.csv'; results='boot.csv'; output='boot.png'" timeline.gp
#
# style.gp says which variables there are; here also
#   results        the run's results (CSV), for the figures at the names and the end of the time;
#                  omitted: no figures, and the time ends with the last event
#   from, to       seconds, as texts: the part that is shown; default: all

directory(path) = path eq "" || path[strlen(path):] eq "/" ? path : directory(path[:strlen(path) - 1])
scripts = directory(ARG0)
load scripts . "style.gp"
if (nothing) exit
figures(row) = sprintf("%d realloc%s, mean %s wasted slots", column("reallocs"), column("reallocs") == 1 ? "" : "s", \
    tenths(column("mean_wasted_slots")))
element_size = 8
value_characters = 4
key_entries = 5
key_letters = 16
colour_name = "wasted slots"
load scripts . "lanes.gp"
pale = 0xfbdc9b

eval open(need_em, larger(need_em, page_em * (wide ? 9 / 16. : 0.6)))
if (few) {
    eval key(key_entries, key_letters)
    plot NaN notitle, \
         keyentry with boxes fs solid fc rgb sky title "length", \
         keyentry with boxes fs solid fc rgb pale title "wasted slots", \
         keyentry with lines lw 1.5 lc rgb black title "capacity (slots)", \
         keyentry with points pt "|" lc rgb blue title "grow", \
         keyentry with points pt "|" lc rgb vermillion title "shrink"
    unset key
    do for [c = 1:panels] {
        most = most_slots[c]
        do for [g = 1:groups] {
            eval panel_begin
            set yrange [-0.25 * most:1.05 * most]
            set ytics nomirror 0, step10(most, 3) font small
            eval rows_begin
            plot $cap using 1:2 with filledcurves y1=0 fs solid noborder fc rgb pale, \
                 $length using 1:2 with filledcurves y1=0 fs solid noborder fc rgb sky, \
                 $cap using 1:2 with lines lw 1.2 lc rgb black, \
                 $lane using 1:($5 > 0 ? -0.03 * most : NaN):(0):(-0.08 * most) with vectors nohead lc rgb blue, \
                 '' using 1:($5 < 0 ? -0.14 * most : NaN):(0):(-0.08 * most) with vectors nohead lc rgb vermillion
            eval rows_end
        }
    }
} else {
    eval key(strip_key_columns, 12)
    plot NaN notitle, \
         keyentry with boxes fs solid fc rgb sky title length_title, \
         keyentry with points pt "|" lc rgb black title "realloc"
    unset key
    set palette defined (0 "#ffffff", 0.2 "#fbdc9b", 0.5 "#e69f00", 0.8 "#a8480b", 1 "#3b0f00")
    set cbrange [0:most_waste]
    set cbtics 0, step10(most_waste, 3)
    do for [c = 1:panels] {
        eval strip_length
        eval strip_begin
        plot $strips using 1:6:1:(further($2)):($6 - 0.45):($6 + 0.15):3 with boxxyerror fs solid noborder fc palette, \
             '' using ($7 != 0 ? $2 : NaN):($6 + 0.2):(0):(0.25) with vectors nohead lc rgb black
        eval rows_end
    }
}
unset multiplot
