# SPDX-License-Identifier: GPL-3.0-or-later
# Every policy as a point, wasted slots against reallocations.  Those that no other beats (none has less
# of the one and no more of the other) are joined and named.  With replications a point is the mean.
# By hand:
#
#   kvsim -w boot -p none,exact,halve,hysteresis:divisor=2..16:factor=2..4 -f csv -o grid.csv
#   gnuplot -e "data='grid.csv'; output='grid.png'" frontier.gp
#
# style.gp says which variables there are.

directory(path) = path eq "" || path[strlen(path):] eq "/" ? path : directory(path[:strlen(path) - 1])
scripts = directory(ARG0)
load scripts . "style.gp"
if (nothing) exit
what_of_replications = ": the means"
figure_columns = "mean_wasted_slots reallocs"
load scripts . "results.gp"

# The policies that nothing beats in a panel, by falling reallocations; of equal ones, the first stands
# for all.
waste(c, p) = mean(c, p, 1)
cost(c, p) = mean(c, p, 2)
beats(c, p, q) = there(c, p) && waste(c, p) <= waste(c, q) && cost(c, p) <= cost(c, q) \
    && (waste(c, p) < waste(c, q) || cost(c, p) < cost(c, q))
equal(c, p, q) = there(c, p) && waste(c, p) == waste(c, q) && cost(c, p) == cost(c, q)
best(c, q) = there(c, q) && (sum [p = 1:policies] beats(c, p, q)) == 0
first_best(c, q) = best(c, q) && (q == 1 || (sum [p = 1:q - 1] equal(c, p, q)) == 0)
rank(c, q) = 1 + (sum [p = 1:policies] first_best(c, p) && cost(c, p) > cost(c, q))

# Their names stand in a column at the right, each as near to its point's height as the others let it.
key_em = 0.9 + 1.2 * key_rows(2, 22)
columns = wide && panels > 1 ? 2 : 1
block_rows = int(ceil(panels / real(columns)))
block_em = (page_em - 0.6) / columns
head_em = panels > 1 ? 1.8 : 0.4
foot_em = 3
line_em = 1.05
array front[policies]
array name_of[policies]
most_names = longest_name = 0
name_front = "\
names = 0; \
do for [p = 1:policies] { if (first_best(c, p)) { names = names + 1; front[rank(c, p)] = p } }; \
do for [i = 1:names] { eval name_point }; \
most_names = larger(most_names, names)"
name_point = "\
name_of[i] = ''; \
namesakes = 0; \
shortest = front[i]; \
do for [p = 1:policies] { if (equal(c, p, front[i])) { \
    name_of[i] = name_of[i] . (namesakes ? ' = ' : '') . policy[p]; \
    namesakes = namesakes + 1; \
    if (strlen(policy[p]) < strlen(policy[shortest])) { shortest = p } \
} }; \
if (namesakes > 1 && strlen(name_of[i]) > 30) { name_of[i] = others(policy[shortest], namesakes - 1) }; \
longest_name = larger(longest_name, strlen(name_of[i]))"
do for [c = 1:panels] { eval name_front }
names_em = smaller(small_em(longest_name) + 0.5, 0.5 * block_em)
name_font = names_em / (0.57 * longest_name + 0.6)
leader_em = 2
need_em = title_em + key_em + block_rows * (head_em + foot_em + larger(9, line_em * most_names))
eval open(need_em, larger(need_em, page_em * (wide ? 9 / 16. : block_rows * 0.6)))
eval key(2, 22)
plot NaN notitle, \
     keyentry with linespoints lw 1.2 pt 7 ps 1 lc rgb vermillion title "beaten by no other", \
     keyentry with points pt 6 ps 0.8 lc rgb grey title "beaten"
unset key

# An axis is linear from 0, or logarithmic where the figures lie far apart; then, if there are zeros as
# well, linear up to the smallest figure that is not 0.
array smallest[2]
array largest[2]
array zeros[2]
far(f) = largest[f] > 8 * smallest[f]
scaled(f, value) = !far(f) ? value : zeros[f] ? asinh(value / smallest[f]) : log10(value)
from(f) = !far(f) || zeros[f] ? 0 : scaled(f, smallest[f]) - 0.06 * span(f)
span(f) = scaled(f, largest[f]) - (!far(f) || zeros[f] ? 0 : scaled(f, smallest[f]))
to(f) = scaled(f, largest[f]) + 0.06 * span(f)
next_tic(tic, few) = tic * (few ? 10 : floor(tic / decade(tic) + 0.5) == 2 ? 2.5 : 2)
far_tic(f, tic) = scaled(f, tic) < from(f) ? "" : sprintf(", '%g' %g", tic, scaled(f, tic))
far_tics(f, tic, few) = tic > largest[f] ? "" : far_tic(f, tic) . far_tics(f, next_tic(tic, few), few)
few_tics(f, room) = 3 * log10(largest[f] / smallest[f]) > room
tic_list(f, room) = !far(f) ? sprintf("0, %g", step10(largest[f], room)) \
    : "('0' " . (zeros[f] ? "0" : "-9") . far_tics(f, decade(smallest[f]), few_tics(f, room)) . ")"
tics(axis, f, room) = "set " . axis . "tics nomirror " . tic_list(f, room) . " font small"

do for [c = 1:panels] {
    eval name_front
    do for [f = 1:2] {
        smallest[f] = 1e300
        largest[f] = zeros[f] = 0
        do for [p = 1:policies] {
            if (there(c, p)) {
                largest[f] = larger(largest[f], mean(c, p, f))
                if (mean(c, p, f) > 0) { smallest[f] = smaller(smallest[f], mean(c, p, f)) } else { zeros[f] = 1 }
            }
        }
        if (largest[f] == 0) { smallest[f] = largest[f] = 1 }
    }
    left_em = 0.3 + (c - 1) % columns * block_em + 4.4
    right_em = left_em + block_em - 4.4 - leader_em - names_em - 0.4
    block_high = (high_em - title_em - key_em) / block_rows
    upper_em = title_em + key_em + (c - 1) / columns * block_high + head_em
    lower_em = upper_em + block_high - head_em - foot_em
    eval place(left_em, upper_em, right_em, lower_em)
    set xrange [from(1):to(1)]
    set yrange [from(2):to(2)]
    eval tics("x", 1, larger(2, (right_em - left_em) / 4))
    eval tics("y", 2, 6)
    set xlabel (far(1) ? "mean waste (slots, log)" : "mean waste (slots)") font small offset 0, 0.6
    set ylabel (far(2) ? "reallocations (log)" : "reallocations") font small offset 0.8, 0
    set xtics offset 0, 0.3
    set border 3
    set grid

    # Down the names, each below the one before; then up, within the panel.
    array name_at[policies]
    line_em = smaller(line_em, (lower_em - upper_em) / larger(1, names))
    at = upper_em - 0.5 * line_em
    do for [i = 1:names] {
        at = larger(at + line_em, upper_em + (lower_em - upper_em) \
            * (to(2) - scaled(2, cost(c, front[i]))) / (to(2) - from(2)))
        name_at[i] = at
    }
    at = lower_em + 0.5 * line_em
    do for [i = names:1:-1] {
        at = smaller(at - line_em, name_at[i])
        name_at[i] = at
    }
    unset label
    unset arrow
    if (panels > 1) { set label 1 panel[c] at graph 0, screen y(upper_em - 1) left font bold }
    do for [i = 1:names] {
        p = front[i]
        set label i + 1 name_of[i] at screen x(right_em + leader_em), y(name_at[i]) left \
            font sprintf(",%.2f", font_pt * name_font)
        set arrow i from scaled(1, waste(c, p)), scaled(2, cost(c, p)) \
            to screen x(right_em + leader_em - 0.3), y(name_at[i]) nohead back lw 0.7 lc rgb grey
    }
    set print $all
    do for [p = 1:policies] { if (there(c, p)) { print scaled(1, waste(c, p)), scaled(2, cost(c, p)) } }
    set print $front
    do for [i = 1:names] { print scaled(1, waste(c, front[i])), scaled(2, cost(c, front[i])) }
    set print
    eval rows_begin
    plot $all with points pt 6 ps 0.8 lc rgb grey, \
         $front with steps lw 1.2 lc rgb vermillion, \
         $front with points pt 7 ps 1 lc rgb vermillion
    eval rows_end
}
unset multiplot
