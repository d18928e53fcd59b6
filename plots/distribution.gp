# SPDX-License-Identifier: GPL-3.0-or-later
# How each policy's figures spread over the replications: a dot for each, above them a box from the
# lower to the upper quartile with the median, and a line from the least to the most.  By hand:
#
#   kvsim -w boot -r 50 -f csv -o boot.csv
#   gnuplot -e "data='boot.csv'; output='boot.png'" distribution.gp
#
# style.gp says which variables there are.

directory(path) = path eq "" || path[strlen(path):] eq "/" ? path : directory(path[:strlen(path) - 1])
scripts = directory(ARG0)
load scripts . "style.gp"
if (nothing) exit
what_of_replications = ": a dot each; least, quartiles, median, most"
foot_em = 2.2
gap_em = 2.2
load scripts . "cells.gp"

# Tics within a range.
first_tic(from, step) = ceil(from / step - 1e-9) * step
tics_of_bytes(from, to, step) = "set xtics (" . bytes_from(first_tic(from, step), step, to) . ")"
bytes_from(at, step, to) = sprintf("'%s' %g", step < 512 ? short(at, "B") : bytes(at), at) \
    . (at + step > to ? "" : ", " . bytes_from(at + step, step, to))

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
                stats data using (panel_name(0) eq panel[c] && strcol("policy") eq policy[p] ? column(column_name) : NaN) nooutput
                print g + shift, STATS_min, STATS_lo_quartile, STATS_median, STATS_up_quartile, STATS_max
                from = smaller(from, STATS_min)
                to = larger(to, STATS_max)
            }
        }
        set print
        margin = to > from ? 0.05 * (to - from) : 1
        from = from - margin
        to = to + margin
        eval cell_begin
        set xrange [from:to]
        set border above ? 1 : 3
        step = is_bytes(f) ? byte_step(to - from) : step10(to - from, larger(2, plot_em / 4))
        if (is_bytes(f)) { eval tics_of_bytes(from, to, step) } else { set xtics first_tic(from, step), step format "%g" }
        set xtics nomirror font small offset 0, 0.3
        dots(row) = panel_name(0) eq panel[c] && leader[group_of[policy_number(strcol("policy"))]] == policy_number(strcol("policy"))
        plot NaN, \
             data using (dots(0) ? column(column_name) : NaN):(group_of[policy_number(strcol("policy"))] + shift + 0.7 * thick) \
                 with points pt 7 ps 0.6 lc rgb 0x80000000 + colour[f]
        unset label
        eval rows_begin
        plot $boxes using 2:($1 - 0.3 * thick):($6 - $2):(0) with vectors nohead lc rgb black, \
             '' using 3:1:3:5:($1 - 0.8 * thick):($1 + 0.2 * thick) with boxxyerror fs transparent solid 0.3 border fc rgb colour[f], \
             '' using 4:($1 - 0.8 * thick):(0):(thick) with vectors nohead lw 2 lc rgb black
        eval rows_end
    }
}
unset multiplot
