# Copyright (C) 2026 The kvsim authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Every policy as a point, one objective against another.  Those that no other beats (none has less
# of the one and no more of the other) are joined and named, others where there is room.  With
# replications a point is the mean, and a cross reaches over the intervals.  Below them runs the hull of
# the optimum, where it is known: no schedule of shrinks lies beyond it.  It draws what kvsim has worked
# out, from a script of --plot-script as well:
#
#   width = 85
#   load "frontier.gp"
#
# style.gp says which variables there are.  The columns of `data`:
#
#   panel              numbered from 1; the rows of a panel stand together
#   title              of the panel
#   policies           their names, of those that coincide together: NAME = NAME and 9 more
#   replications       how many there are
#   two figures, under the names of columns of results
#   optimal            1 where no other beats it; of these, one figure falls as the other rises
#   half_width, half_width_2   of the figures' intervals, 0 for none; optional
#   hull               1 of a point of the hull, which has no name; these follow the others of the
#                      panel, the one figure falling as the other rises; optional

directory(path) = path eq "" || path[strlen(path):] eq "/" ? path : directory(path[:strlen(path) - 1])
scripts = directory(ARG0)
load scripts . "style.gp"
if (!has("panel")) exit error "data must be the points that kvsim passes to this script"
if (nothing) exit
load scripts . "figures.gp"
figure_of(f) = column_of(header, 4 + f)
intervals = has("half_width")
hulls = has("hull")
is_hull(unused) = hulls ? int(column("hull")) : 0
half(f) = intervals ? column(f == 1 ? "half_width" : "half_width_2") : 0

# Long names have two lines: the first ends with the last " = " up to where it must break.
most_line = 44
last_equals(text, at) = at < 1 ? 0 : text[at:at + 2] eq " = " ? at : last_equals(text, at - 1)
break_of(text) = strlen(text) > most_line ? last_equals(text, most_line) : 0
lines_of(text) = break_of(text) > 0 ? 2 : 1
widest_of(text) = lines_of(text) == 1 ? strlen(text) : larger(break_of(text) + 1, strlen(text) - break_of(text) - 2)
in_lines(text) = lines_of(text) == 1 ? text : text[1:break_of(text) + 1] . "\n" . text[break_of(text) + 3:]

# The panels and the points that nothing beats, panel by panel.
panels = fronts = longest_name = most_replications = hull_points = 0
see(c, optimal) = (panels = larger(panels, c), fronts = fronts + optimal, \
    hull_points = hull_points + is_hull(0), most_replications = larger(most_replications, column("replications")), \
    longest_name = optimal ? larger(longest_name, widest_of(strcol("policies"))) : longest_name)
set table $scratch
plot data using (see(int(column("panel")), int(column("optimal")))) with table if (0)
unset table
array panel[panels]
array first[panels]
array names[panels]
array lines[panels]
array name_of[fronts]
array waste[fronts]
array cost[fronts]
array half_wide[fronts]
array half_tall[fronts]
# Of each panel, of the waste and then of the reallocations.
array smallest[2 * panels]
array largest[2 * panels]
array zeros[2 * panels]
do for [c = 1:panels] { names[c] = lines[c] = 0 }
do for [a = 1:2 * panels] { smallest[a] = 1e300; largest[a] = zeros[a] = 0 }
measure(a, value) = (largest[a] = larger(largest[a], value), value > 0 \
    ? (smallest[a] = smaller(smallest[a], value)) : (zeros[a] = 1), 0)
name(c) = (front = front + 1, first[c] = names[c] ? first[c] : front, names[c] = names[c] + 1, \
    lines[c] = lines[c] + lines_of(strcol("policies")), name_of[front] = strcol("policies"), waste[front] = column(5), cost[front] = column(6), \
    half_wide[front] = half(1), half_tall[front] = half(2), 0)
# Few others have names as well.
most_others = 40
array others[panels]
do for [c = 1:panels] { others[c] = 0 }
array other_name[most_others * panels]
array other_x[most_others * panels]
array other_y[most_others * panels]
array other_wide[most_others * panels]
array other_tall[most_others * panels]
beaten(c) = (others[c] = others[c] + 1, others[c] > most_others ? 0 : (other = (c - 1) * most_others + others[c], \
    other_name[other] = strcol("policies"), other_x[other] = column(5), other_y[other] = column(6), \
    other_wide[other] = half(1), other_tall[other] = half(2), 0))
# The hulls' points, panel by panel.
array hull_first[panels]
array hull_last[panels]
do for [c = 1:panels] { hull_first[c] = 1; hull_last[c] = 0 }
array hull_x[larger(1, hull_points)]
array hull_y[larger(1, hull_points)]
hull_point = 0
bound(c) = (hull_point = hull_point + 1, hull_first[c] = hull_last[c] ? hull_first[c] : hull_point, \
    hull_last[c] = hull_point, hull_x[hull_point] = column(5), hull_y[hull_point] = column(6), 0)
take(c, optimal) = (panel[c] = strcol("title"), measure(2 * c - 1, column(5)), measure(2 * c, column(6)), \
    is_hull(0) ? bound(c) : optimal ? name(c) : beaten(c))
front = 0
set table $scratch
plot data using (take(int(column("panel")), int(column("optimal")))) with table if (0)
unset table
most_lines = 0
do for [c = 1:panels] { most_lines = larger(most_lines, lines[c]) }
do for [a = 1:2 * panels] { if (largest[a] == 0) { smallest[a] = largest[a] = 1 } }
if (most_replications > 1) {
    subtitle = sprintf("means of %d replications", most_replications) . (intervals ? ", with 95 % intervals" : "")
    title_em = title_em + 1.6
}

# Their names stand in a column at the right, each as near to its point's height as the others let it.
entries = hull_points > 0 ? 3 : 2
entry_em = hull_points > 0 ? 26 : 22
key_em = 0.9 + 1.2 * key_rows(entries, entry_em)
columns = wide && panels > 1 ? 2 : 1
block_rows = int(ceil(panels / real(columns)))
block_em = (page_em - 0.6) / columns
head_em = panels > 1 ? 1.8 : 0.4
foot_em = 3
line_em = 1.05
names_em = smaller(small_em(longest_name) + 0.5, 0.5 * block_em)
name_font = names_em / (0.57 * longest_name + 0.6)
leader_em = 2
need_em = title_em + key_em + block_rows * (head_em + foot_em + larger(9, line_em * most_lines))
eval open(need_em, larger(need_em, page_em * (wide ? 9 / 16. : block_rows * 0.6)))
eval key(entries, entry_em)
hull_title = "hull: lower bound of any schedule"
if (hull_points > 0) {
    plot NaN notitle, \
         keyentry with linespoints lw 1.2 pt 7 ps 1 lc rgb vermillion title "Pareto-optimal", \
         keyentry with points pt 6 ps 0.8 lc rgb grey title "dominated", \
         keyentry with lines lw 1.6 lc rgb green title hull_title
} else {
    plot NaN notitle, \
         keyentry with linespoints lw 1.2 pt 7 ps 1 lc rgb vermillion title "Pareto-optimal", \
         keyentry with points pt 6 ps 0.8 lc rgb grey title "dominated"
}
unset key

# An axis is linear from 0, or logarithmic where the figures lie far apart; then, if there are zeros as
# well, linear up to the smallest figure that is not 0.
axis(f) = 2 * c - 2 + f
least(f) = smallest[axis(f)]
most(f) = largest[axis(f)]
far(f) = most(f) > 8 * least(f)
logarithmic(f) = far(f) && !zeros[axis(f)]
scaled(f, value) = !far(f) ? value : zeros[axis(f)] ? asinh(value / least(f)) : log10(value)
from(f) = logarithmic(f) ? scaled(f, least(f)) - 0.06 * span(f) : 0
span(f) = scaled(f, most(f)) - (logarithmic(f) ? scaled(f, least(f)) : 0)
to(f) = scaled(f, most(f)) + 0.06 * span(f)
# The lower end of an interval; a logarithmic axis has no 0.
low(f, value, half) = value > half || !logarithmic(f) ? scaled(f, larger(0, value - half)) : from(f)
# The tics of such an axis, at most `room`: of bytes a factor of 2 apart, or of a power of 4; else at 1, 2 and 5 of each
# decade, or a power of 10 apart.
power(f, room, n) = log10(most(f) / least(f)) * (n == 0 ? 3. : (is_bytes_name(figure_of(f)) ? 1.67 : 1.) / n) > room ? power(f, room, n + 1) : n
far_tic(f, tic) = scaled(f, tic) < from(f) ? "" : sprintf(", '%s' %g", tic_of(f, tic), scaled(f, tic))
tic_of(f, tic) = is_bytes_name(figure_of(f)) ? exact_bytes(tic) : sprintf("%g", tic)
first_far(f) = is_bytes_name(figure_of(f)) ? 2. ** floor(log(least(f)) / log(2)) : decade(least(f))
step_far(f, tic, n) = is_bytes_name(figure_of(f)) ? tic * (n > 0 ? 4. ** n : 2) \
    : tic * (n > 0 ? 10. ** n : floor(tic / decade(tic) + 0.5) == 2 ? 2.5 : 2)
far_tics(f, tic, n) = tic > most(f) ? "" : far_tic(f, tic) . far_tics(f, step_far(f, tic, n), n)
tic_list(f, room) = !far(f) ? (is_bytes_name(figure_of(f)) ? "(" . byte_tics_from(0, byte_step(most(f), larger(3, room)), most(f)) . ")" \
    : "(" . tics_within("%g", step10(most(f), room), 0, to(f)) . ")") \
    : "('0' " . (zeros[axis(f)] ? "0" : "-9") . far_tics(f, first_far(f), power(f, room, 0)) . ")"
tics(axis, f, room) = "set " . axis . "tics nomirror " . tic_list(f, room) . " font small"
y_tics = 6
longest_tic = 0
do for [c = 1:panels] { longest_tic = larger(longest_tic, tic_letters(tic_list(2, y_tics))) }
y_em = y_axis_em(longest_tic)

do for [c = 1:panels] {
    edge_em = 0.3 + (c - 1) % columns * block_em
    left_em = edge_em + y_em
    right_em = edge_em + block_em - leader_em - names_em - 0.4
    block_high = (high_em - title_em - key_em) / block_rows
    upper_em = title_em + key_em + (c - 1) / columns * block_high + head_em
    lower_em = upper_em + block_high - head_em - foot_em
    eval place(left_em, upper_em, right_em, lower_em)
    set xrange [from(1):to(1)]
    set yrange [from(2):to(2)]
    eval tics("x", 1, larger(2, (right_em - left_em) / 4))
    eval tics("y", 2, y_tics)
    set xlabel figure_label(figure_of(1), far(1)) font small offset 0, 0.6
    set xtics offset 0, 0.3
    set border 3
    set grid

    # Down the names, each below the one before; then up, within the panel.
    array name_at[larger(1, fronts)]
    line_em = smaller(line_em, (lower_em - upper_em) / larger(1, lines[c]))
    last = first[c] + names[c] - 1
    end = upper_em
    do for [i = first[c]:last] {
        half_em = 0.5 * line_em * lines_of(name_of[i])
        name_at[i] = larger(end + half_em, upper_em + (lower_em - upper_em) * (to(2) - scaled(2, cost[i])) / (to(2) - from(2)))
        end = name_at[i] + half_em
    }
    end = lower_em
    do for [i = last:first[c]:-1] {
        half_em = 0.5 * line_em * lines_of(name_of[i])
        name_at[i] = smaller(end - half_em, name_at[i])
        end = name_at[i] - half_em
    }
    unset label
    unset arrow
    if (panels > 1) { set label 1 panel[c] at graph 0, screen y(upper_em - 1) left font bold }
    set label 2 figure_label(figure_of(2), far(2)) at screen x(edge_em + label_em), graph 0.5 center rotate font small
    set print $front
    print "waste,cost"
    do for [i = first[c]:last] {
        set label i + 2 in_lines(name_of[i]) at screen x(right_em + leader_em), y(name_at[i] - 0.55 * (lines_of(name_of[i]) - 1)) left \
            font sprintf(",%.2f", font_pt * name_font)
        set arrow i from scaled(1, waste[i]), scaled(2, cost[i]) \
            to screen x(right_em + leader_em - 0.3), y(name_at[i]) nohead back lw 0.7 lc rgb grey
        print sprintf("%.15g,%.15g", scaled(1, waste[i]), scaled(2, cost[i]))
    }
    set print
    # Beside their points, or above or below, if no line, no other name and no point is there, nor
    # between name and point.
    wide_em = right_em - left_em
    tall_em = lower_em - upper_em
    across(value) = across_scaled(scaled(1, value))
    down(value) = down_scaled(scaled(2, value))
    across_scaled(place) = (place - from(1)) / (to(1) - from(1)) * wide_em
    down_scaled(place) = (to(2) - place) / (to(2) - from(2)) * tall_em
    in_box(px, py) = px > box_left && px < box_right && py > box_top && py < box_bottom
    # Whether a line goes through where the name would be.
    passes(one, other) = smaller(one, other) < box_y + 0.6 && larger(one, other) > box_y - 0.6
    on_line(x1, y1, x2, y2, px) = x1 == x2 ? y1 : y1 + (y2 - y1) * (px - x1) / (x2 - x1)
    through(x1, y1, x2, y2) = x1 > x2 ? through(x2, y2, x1, y1) : x1 < box_x + box_wide && x2 > box_x \
        && passes(on_line(x1, y1, x2, y2, larger(x1, box_x)), x1 == x2 ? y2 : on_line(x1, y1, x2, y2, smaller(x2, box_x + box_wide)))
    # The leader of a point of the frontier, the steps from it to the next one, and a line of the hull.
    leader(k) = through(across(waste[k]), down(cost[k]), wide_em + leader_em - 0.3, name_at[k] - upper_em)
    steps(k) = through(across(waste[k]), down(cost[k]), across(waste[k + 1]), down(cost[k])) \
        || through(across(waste[k + 1]), down(cost[k]), across(waste[k + 1]), down(cost[k + 1]))
    hull(k) = through(across(hull_x[k]), down(hull_y[k]), across(hull_x[k + 1]), down(hull_y[k + 1]))
    # The intervals of a point.
    cross(x, y, half_x, half_y) = \
        half_x > 0 && through(across_scaled(low(1, x, half_x)), down(y), across(x + half_x), down(y)) \
        || half_y > 0 && through(across(x), down_scaled(low(2, y, half_y)), across(x), down(y + half_y))
    free = others[c] <= most_others
    placed = 0
    array placed_x[most_others]
    array placed_y[most_others]
    array placed_end[most_others]
    if (free) { do for [i = 1:others[c]] {
        at = (c - 1) * most_others + i
        box_wide = small_em(strlen(other_name[at])) + 0.4
        inward = other_tall[at] > 0 ? -0.2 : 0.3
        met = 1
        do for [side = 0:7] { if (met) {
            box_x = across(other_x[at]) + (side == 0 ? 0.4 : side == 1 ? -0.4 - box_wide \
                : side < 4 ? -0.5 * box_wide : side < 6 ? -inward : inward - box_wide)
            box_y = down(other_y[at]) + (side < 2 ? 0 : side % 2 ? 1.1 : -1.1)
            box_left = smaller(box_x, across(other_x[at]))
            box_right = larger(box_x + box_wide, across(other_x[at]))
            box_top = smaller(box_y, down(other_y[at])) - 0.6
            box_bottom = larger(box_y, down(other_y[at])) + 0.6
            met = box_x + box_wide > wide_em || box_x < 0 || box_y - 0.6 < 0 || box_y + 0.6 > tall_em
            do for [k = 1:others[c]] { if (k != i) {
                met = met || in_box(across(other_x[(c - 1) * most_others + k]), down(other_y[(c - 1) * most_others + k])) } }
            do for [k = first[c]:last] {
                met = met || in_box(across(waste[k]), down(cost[k])) || leader(k) || (k < last && steps(k)) \
                    || cross(waste[k], cost[k], half_wide[k], half_tall[k])
            }
            do for [k = (c - 1) * most_others + 1:(c - 1) * most_others + others[c]] {
                met = met || cross(other_x[k], other_y[k], other_wide[k], other_tall[k])
            }
            do for [k = hull_first[c]:hull_last[c] - 1] { met = met || hull(k) }
            do for [k = 1:placed] {
                met = met || (abs(placed_y[k] - box_y) < 1.2 && placed_x[k] < box_x + box_wide && placed_end[k] > box_x)
            }
        } }
        if (!met) {
            placed = placed + 1
            placed_x[placed] = box_x
            placed_y[placed] = box_y
            placed_end[placed] = box_x + box_wide
            set label fronts + 2 + i other_name[at] at screen x(left_em + box_x + 0.2), y(upper_em + box_y) left \
                font small tc rgb 0x777777
        }
    } }
    plot data using (column("panel") == c && half(1) > 0 ? low(1, column(5), half(1)) : NaN) \
             :(scaled(2, column(6))):(scaled(1, column(5) + half(1)) - low(1, column(5), half(1))):(0) \
             with vectors nohead lw 1 lc rgb grey notitle, \
         '' using (column("panel") == c && half(2) > 0 ? scaled(1, column(5)) : NaN) \
             :(low(2, column(6), half(2))):(0):(scaled(2, column(6) + half(2)) - low(2, column(6), half(2))) \
             with vectors nohead lw 1 lc rgb grey notitle, \
         '' using (column("panel") == c && is_hull(0) ? scaled(1, column(5)) : NaN) \
             :(scaled(2, column(6))) with lines lw 1.6 lc rgb green notitle, \
         '' using (column("panel") == c && !is_hull(0) ? scaled(1, column(5)) : NaN) \
             :(scaled(2, column(6))) with points pt 6 ps 0.8 lc rgb grey title "policies", \
         $front using 1:2 with steps lw 1.2 lc rgb vermillion title "frontier", \
         '' using 1:2 with points pt 7 ps 1 lc rgb vermillion title "Pareto-optimal"
}
unset multiplot
