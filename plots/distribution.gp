# Copyright (C) 2026 The kvsim authors
# SPDX-License-Identifier: GPL-3.0-or-later
# How each policy's figures spread over the replications: a dot for each, above them a box from the
# lower to the upper quartile with the median, and a line from the least to the most.  By hand:
#
#   kvsim -w boot -r 50 -f csv -o boot.csv
#   gnuplot -e "data='boot.csv'; output='boot.png'" distribution.gp
#
# style.gp says which variables there are; here also
#   objectives     columns with blanks between them, which come first; default: mean_held_bytes moves

directory(path) = path eq "" || path[strlen(path):] eq "/" ? path : directory(path[:strlen(path) - 1])
scripts = directory(ARG0)
load scripts . "style.gp"
if (nothing) exit
what_of_replications = ", one dot each: min, quartiles, median, max"
foot_em = 2.2
gap_em = 2.2
load scripts . "cells.gp"

# Tics within a range, at least two, if need be at the least and the most figure.
first_tic(step) = ceil(from / step - 1e-9) * step
tic_step(f) = is_bytes(f) ? byte_step(to - from, 2) : step10(to - from, larger(2, plot_em / 4))
tic_text(f, value) = is_bytes(f) ? value < 1000 ? sprintf("%.0f", value) : exact_bytes(value) : number(value)
tics_from(f, tic) = sprintf("'%s' %.15g", tic_text(f, tic), tic) \
    . (tic + tic_step(f) > to ? "" : ", " . tics_from(f, tic + tic_step(f)))
end_text(f, value) = is_bytes(f) ? sprintf("%.0f", value) : number(value)
ends(f, least, most) = sprintf("'%s' %.15g, '%s' %.15g", end_text(f, least), least, end_text(f, most), most)
tics(f, least, most) = "set xtics nomirror (" . (first_tic(tic_step(f)) + tic_step(f) > to ? ends(f, least, most) \
    : tics_from(f, first_tic(tic_step(f)))) . ") font small offset 0, 0.3"

# Whether a row is of a panel and a policy; of a panel, and its policy stands for a group.
in_cell(c, p) = panel_name(0) eq panel[c] && strcol("policy") eq policy[p]
leads(c, p) = panel_name(0) eq panel[c] && leader[group_of[p]] == p
height(p) = group_of[p] + shift + 0.7 * thick

eval open(need_em, need_em)
do for [f = 1:figure_count] {
    column_name = word(figure_columns, f)
    do for [c = 1:panels] {
        set xrange [*:*]
        set yrange [*:*]
        from = 1e300
        to = -1e300
        set print $boxes
        do for [g = 1:groups] {
            p = leader[g]
            if (there(c, p)) {
                stats data using (in_cell(c, p) ? column(column_name) : NaN) nooutput
                print g + shift, STATS_min, STATS_lo_quartile, STATS_median, STATS_up_quartile, STATS_max
                from = smaller(from, STATS_min)
                to = larger(to, STATS_max)
            }
        }
        set print
        least_figure = from
        most_figure = to
        margin = to > from ? 0.05 * (to - from) : 1
        from = from - margin
        to = to + margin
        eval cell_begin
        set xrange [from:to]
        set border above ? 1 : 3
        eval tics(f, least_figure, most_figure)
        plot NaN, \
             data using (finished(0) && leads(c, policy_number(strcol("policy"))) ? column(column_name) : NaN) \
                 :(finished(0) ? height(policy_number(strcol("policy"))) : NaN) \
                 with points pt 7 ps 0.6 lc rgb 0x80000000 + colour[f]
        unset label
        eval rows_begin
        plot $boxes using 2:($1 - 0.3 * thick):($6 - $2):(0) with vectors nohead lc rgb black, \
             '' using 3:1:3:5:($1 - 0.8 * thick):($1 + 0.2 * thick) with boxxyerror \
                 fs transparent solid 0.3 border fc rgb colour[f], \
             '' using 4:($1 - 0.8 * thick):(0):(thick) with vectors nohead lw 2 lc rgb black
        eval rows_end
    }
}
unset multiplot
