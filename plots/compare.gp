# Copyright (C) 2026 The kvsim authors
# SPDX-License-Identifier: GPL-3.0-or-later
# The policies side by side: the objectives and other figures, costs in red, means and peaks of what is
# held in blue.  With replications a bar is the mean, and the line across its end goes from the least to
# the most.  By hand:
#
#   kvsim -w boot -f csv -o boot.csv
#   gnuplot -e "data='boot.csv'; output='boot.png'" compare.gp
#
# style.gp says which variables there are; here also
#   objectives     columns with blanks between them, which come first; default: mean_held_bytes moves

directory(path) = path eq "" || path[strlen(path):] eq "/" ? path : directory(path[:strlen(path) - 1])
scripts = directory(ARG0)
load scripts . "style.gp"
if (nothing) exit
what_of_replications = ": mean, min and max"
foot_em = 0.6
gap_em = 0.6
load scripts . "cells.gp"

eval open(need_em, need_em)
unset xtics
do for [f = 1:figure_count] {
    # One scale for all contexts, with room for the number beyond the longest bar.
    end = 0
    letters = 1
    do for [c = 1:panels] {
        do for [p = 1:policies] {
            end = larger(end, most[cell(c, p, f)])
            letters = larger(letters, there(c, p) ? strlen(figure_text(f, mean(c, p, f))) : 0)
        }
    }
    room_em = right(f) - left(f)
    end = (end > 0 ? end : 1) * room_em / larger(1, room_em - letters * 0.53 - 0.6)
    set xrange [0:end]
    do for [c = 1:panels] {
        eval cell_begin
        set print $bars
        do for [g = 1:groups] {
            p = leader[g]
            if (there(c, p)) {
                print g + shift, mean(c, p, f), least[cell(c, p, f)], most[cell(c, p, f)], \
                    " \"" . figure_text(f, mean(c, p, f)) . "\""
            }
        }
        set print
        eval rows_begin
        plot NaN, \
             $bars using (0):1:(0):2:($1 - thick):($1 + thick) with boxxyerror fs solid noborder fc rgb colour[f], \
             '' using ($4 > $3 ? $3 : NaN):1:($4 - $3):(0) with vectors nohead lw 1.5 lc rgb black, \
             '' using (larger($2, $4)):1:5 with labels left offset 0.5, 0 font row_font
        eval rows_end
    }
}
unset multiplot
