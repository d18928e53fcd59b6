# Copyright (C) 2026 The kvsim authors
# SPDX-License-Identifier: GPL-3.0-or-later
# What each policy's vector claims (capacity times the size of an entry), what the allocator holds for
# it, and which shrinks gave memory back.  By hand:
#
#   kvsim -w boot --timeline boot-timeline.csv -f csv -o boot.csv
#   gnuplot -e "data='boot-timeline.csv'; results='boot.csv'; output='boot.png'" memory.gp
#
# style.gp says which variables there are; here also
#   results        the run's results (CSV), for the figures at the names and the end of the time;
#                  omitted: no figures, and the time ends with the last event
#   from, to       seconds, as texts: the part that is shown; default: all
#   element_size   bytes an entry; default: 8

directory(path) = path eq "" || path[strlen(path):] eq "/" ? path : directory(path[:strlen(path) - 1])
scripts = directory(ARG0)
load scripts . "style.gp"
if (nothing) exit
figures(row) = "freed " . bytes(column("freed_bytes")) . ", mean held " . bytes(column("mean_held_bytes"))
if (!exists("element_size")) element_size = 8
value_characters = 7
key_entries = 5
key_letters = 20
colour_name = "claimed (above), held (below)"
load scripts . "lanes.gp"
pale = 0xe3cfe0

eval open(need_em, larger(need_em, page_em * (wide ? 9 / 16. : 0.6)))
if (few) {
    eval key(key_entries, key_letters)
    plot NaN notitle, \
         keyentry with boxes fs solid fc rgb sky title "claimed", \
         keyentry with boxes fs solid fc rgb pale title "held beyond that", \
         keyentry with lines lw 1.5 lc rgb black title "held", \
         keyentry with points pt "|" lc rgb vermillion title "shrink, nothing freed", \
         keyentry with points pt "|" lc rgb green title "shrink, memory freed"
    unset key
    do for [c = 1:panels] {
        most = most_bytes[c]
        do for [g = 1:groups] {
            eval panel_begin
            set yrange [-0.25 * most:1.05 * most]
            eval byte_tics("y", most, 3)
            set ytics nomirror font small
            eval rows_begin
            plot $held using 1:2 with filledcurves y1=0 fs solid noborder fc rgb pale, \
                 $cap using 1:($2 * element_size) with filledcurves y1=0 fs solid noborder fc rgb sky, \
                 $held using 1:2 with lines lw 1.2 lc rgb black, \
                 $lane using 1:($5 < 0 && $6 <= 0 ? -0.03 * most : NaN):(0):(-0.08 * most) with vectors nohead lc rgb vermillion, \
                 '' using 1:($5 < 0 && $6 > 0 ? -0.14 * most : NaN):(0):(-0.08 * most) with vectors nohead lc rgb green
            eval rows_end
        }
    }
} else {
    eval key(strip_key_columns, 12)
    plot NaN notitle, \
         keyentry with boxes fs solid fc rgb sky title length_title, \
         keyentry with points pt "|" lc rgb black title "memory freed"
    unset key
    set palette defined (0 "#ffffff", 0.2 "#c5e3f6", 0.5 "#56b4e9", 0.8 "#0a5c99", 1 "#04203d")
    set cbrange [0:most_held]
    eval byte_tics("cb", most_held, 3)
    do for [c = 1:panels] {
        eval strip_length
        eval strip_begin
        plot $strips using 1:6:1:(further($2)):($6 - 0.45):($6 - 0.15):4 with boxxyerror fs solid noborder fc palette, \
             '' using 1:6:1:(further($2)):($6 - 0.15):($6 + 0.15):5 with boxxyerror fs solid noborder fc palette, \
             '' using ($7 < 0 && $8 > 0 ? $2 : NaN):($6 + 0.2):(0):(0.25) with vectors nohead lc rgb black
        eval rows_end
    }
}
unset multiplot
