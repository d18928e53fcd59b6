# Copyright (C) 2026 The kvsim authors
# SPDX-License-Identifier: GPL-3.0-or-later
# A figure over a number that varies, a curve for each of what else differs; with replications a band
# reaches over the 95 % interval.  Over two numbers it is a map.  It draws what kvsim has worked out,
# from a script of --plot-script as well:
#
#   width = 85
#   load "sweep.gp"
#
# style.gp says which variables there are.  The columns of `data`:
#
#   panel, title       numbered from 1; the rows of a panel stand together
#   curve              what else differs; the rows of a curve stand together
#   the number, under its name; empty where a policy has none
#   the other number, of a map; its name is empty where there is none
#   the figure, under its name
#   half_width         of its interval, 0 for none
#   column, row        of a map: which of the different numbers, in their order from 1, these are

directory(path) = path eq "" || path[strlen(path):] eq "/" ? path : directory(path[:strlen(path) - 1])
scripts = directory(ARG0)
load scripts . "style.gp"
if (!has("curve")) exit error "data must be the curves that kvsim passes to this script"
if (nothing) exit
load scripts . "figures.gp"

over = column_of(header, 4)
across = column_of(header, 5)
figure = column_of(header, 6)
map = across ne ""

panels = curves = most_curves = 0
least_x = least_value = 1e300
most_x = most_value = most_half = -1e300
column_count = row_count = 0
last_panel = 0
last_curve = "\n"
is_new(c) = c != last_panel || strcol("curve") ne last_curve
count_curve(c) = (curves = curves + 1, panels = c, last_panel = c, last_curve = strcol("curve"), 0)
count_row(c) = (is_new(c) ? count_curve(c) : 0, column_count = larger(column_count, int(column("column"))), \
    row_count = larger(row_count, int(column("row"))), 0)
set table $scratch
plot data using (count_row(int(column("panel")))) with table if (0)
unset table
array panel[panels]
array first_of[panels]
array curve[curves]
array label_of[curves]
array trail[curves]
array members[curves]
array end_value[curves]
array column_value[larger(1, column_count)]
array row_value[larger(1, row_count)]
curves = last_panel = 0
last_curve = "\n"
number_there(n) = strcol(n) ne ""
new_curve(c) = (curves = curves + 1, curve[curves] = strcol("curve"), trail[curves] = 0, last_curve = strcol("curve"))
new_panel(c) = (panel[c] = strcol("title"), first_of[c] = curves + 1, last_curve = "\n", last_panel = c)
file_cell(c, r) = (column_value[c] = column(4), row_value[r] = column(5), 0)
measure_x(value) = (least_x = smaller(least_x, value), most_x = larger(most_x, value), 0)
measure(value, half) = (least_value = smaller(least_value, value), most_value = larger(most_value, value), \
    most_half = larger(most_half, value + half), most_width = larger(most_width, half), 0)
most_width = 0
mix_real(sum, value) = mix(mix(sum, int(floor(value))), int((value - floor(value)) * 1e9))
follow(i) = (trail[i] = mix(mix_real(mix_real(trail[i], column(6)), column("half_width")), number_there(4)), \
    trail[i] = number_there(4) ? mix_real(trail[i], column(4)) : trail[i])
see(c) = (c != last_panel ? new_panel(c) : 0, strcol("curve") ne last_curve ? new_curve(c) : 0, \
    number_there(4) ? measure_x(column(4)) : 0, map ? file_cell(int(column("column")), int(column("row"))) : 0, \
    measure(column(6), column("half_width")), follow(curves), curves)
set table $scratch
plot data using (end_value[see(int(column("panel")))] = column(6)) with table if (0)
unset table
if (most_width > 0) {
    subtitle = map ? "means of the replications" : "means of the replications, with 95 % intervals"
    title_em = title_em + 1.6
}

# Curves of a panel with the same points are one, under the names of all.
last_of(c) = c < panels ? first_of[c + 1] - 1 : curves
kept_curves = longest_name = 0
do for [c = 1:panels] {
    first = kept_curves + 1
    do for [i = first_of[c]:last_of(c)] {
        same = 0
        do for [k = first:kept_curves] { if (trail[k] == trail[i]) { same = k } }
        if (same == 0) {
            kept_curves = same = kept_curves + 1
            curve[same] = label_of[same] = curve[i]
            trail[same] = trail[i]
            end_value[same] = end_value[i]
            members[same] = 1
        } else {
            members[same] = members[same] + 1
            label_of[same] = label_of[same] . " = " . curve[i]
        }
    }
    first_of[c] = first
}
curves = kept_curves
do for [i = 1:curves] {
    if (members[i] > 1 && strlen(label_of[i]) > 30) { label_of[i] = others(curve[i], members[i] - 1) }
    longest_name = larger(longest_name, strlen(label_of[i]))
}

# The tics of the figure: on a map's scale of colours, else on the y axis.
most_colour = most_value - least_value > 1e-9 * most_value ? most_value : least_value + larger(1, 1e-9 * least_value)
most_y = most_half > 0 ? most_half : 1
value_tics = map && is_bytes_name(figure) && most_colour - least_value >= 2 \
        ? byte_tics_within(byte_step(most_colour - least_value, 6), least_value, most_colour) \
    : map ? tics_within("%.10g", step10(most_colour - least_value, 6), least_value, most_colour) \
    : is_bytes_name(figure) ? byte_tics_from(0, byte_step(most_y, 6), most_y) : tics_within("%g", step10(most_y, 6), 0, 1.06 * most_y)

count(c) = last_of(c) + 1 - first_of[c]
do for [c = 1:panels] { most_curves = larger(most_curves, count(c)) }

columns = wide && panels > 1 ? 2 : 1
block_rows = int(ceil(panels / real(columns)))
block_em = (page_em - 0.6) / columns
head_em = panels > 1 ? 1.8 : 0.4
foot_em = 3
line_em = 1.05
key_em = 0.6
names_em = map ? tic_em(tic_letters(value_tics)) + 2.9 : smaller(small_em(longest_name) + 0.5, 0.4 * block_em)
name_font = smaller(0.85, names_em / (0.57 * longest_name + 0.6))
need_em = title_em + key_em + block_rows * (head_em + foot_em + larger(9, map ? 0 : line_em * most_curves))
eval open(need_em, larger(need_em, page_em * (wide ? 9 / 16. : block_rows * 0.6)))

# A number over a wide range is drawn by its logarithm.
wide_range(from, to) = from > 0 && to >= 16 * from
far = wide_range(least_x, most_x)
axis_range(from, to) = from == to ? sprintf("[%g:%g]", from - 1, to + 1) : sprintf("[%.15g:%.15g]", from, to)

# The numbers of a map's columns or rows, as many as there is room for.
column_tics(room) = tic_texts("column", 1, int(ceil(column_count / real(room))), column_count)
row_tics(room) = tic_texts("row", 1, int(ceil(row_count / real(room))), row_count)
value_of(kind, i) = kind eq "column" ? column_value[i] : row_value[i]
tic_texts(kind, i, step, number) = i > number ? "" : sprintf("%s'%g' %d", i > 1 ? ", " : "", value_of(kind, i), i) . tic_texts(kind, i + step, step, number)
colours = 8
colour(i) = word("0x0072b2 0xd55e00 0x009e73 0xcc79a7 0x56b4e9 0xe69f00 0x000000 0x999999", (i - 1) % colours + 1) + 0

block_high = (high_em - title_em - key_em) / block_rows
y_tics = map ? row_tics(larger(2, (block_high - head_em - foot_em) / 2)) : value_tics
y_em = y_axis_em(tic_letters(y_tics))
plot_em = block_em - y_em - names_em - 1.2

# The tics of the number, so far apart that their texts do not meet, if need be at the least and the most number.  On
# a logarithmic axis: by the least power of 2, over more than 14 doublings of 10.
reach = far ? log(most_x) - log(least_x) : most_x - least_x
base = reach <= 14.001 * log(2) ? 2. : 10.
least_factor = far ? base ** larger(1, ceil(reach / log(base) / 100)) : base # Functions call themselves some 200 times at most.
far_tics(at, factor) = sprintf("'%g' %.15g", at, at) . (at * factor > most_x * (1 + 1e-9) ? "" : ", " . far_tics(at * factor, factor))
apart(factor) = plot_em * log(factor) / reach > tic_em(tic_letters(far_tics(least_x, factor))) + 0.4
far_factor(factor) = log(factor * base) > reach || apart(factor) ? factor : far_factor(factor * base)
near_step(count) = step10(reach, count)
near_tics(count) = reach > 0 && floor(most_x / near_step(count)) > ceil(least_x / near_step(count)) \
    ? tics_within("%.10g", near_step(count), least_x, most_x) : sprintf("'%.10g' %.15g, '%.10g' %.15g", least_x, least_x, most_x, most_x)
near_count(letters) = larger(2, smaller(10, plot_em / (tic_em(letters) + 0.6)))
x_tics = map ? column_tics(larger(2, plot_em / 4)) : far ? far_tics(least_x, far_factor(least_factor)) \
    : near_tics(near_count(tic_letters(near_tics(10))))
do for [c = 1:panels] {
    edge_em = 0.3 + (c - 1) % columns * block_em
    left_em = edge_em + y_em
    right_em = left_em + plot_em
    upper_em = title_em + key_em + (c - 1) / columns * block_high + head_em
    lower_em = upper_em + block_high - head_em - foot_em
    eval place(left_em, upper_em, right_em, lower_em)
    unset label
    unset arrow
    unset logscale
    if (panels > 1) { set label 1 panel[c] at graph 0, screen y(upper_em - 1) left font bold }
    set label 2 map ? across : figure_name(figure) at screen x(edge_em + label_em), graph 0.5 center rotate font small
    set xlabel over font small offset 0, 0.6
    eval "set xtics (" . x_tics . ") nomirror offset 0, 0.3 font small"
    eval "set ytics (" . y_tics . ") nomirror font small"
    set border 3
    set grid
    if (map) {
        set xrange [0.5:column_count + 0.5]
        set yrange [0.5:row_count + 0.5]
        unset grid
        set palette defined (0 "#ffffff", 0.2 "#fbdc9b", 0.5 "#e69f00", 0.8 "#a8480b", 1 "#3b0f00")
        eval sprintf("set cbrange [%.15g:%.15g]", least_value, most_colour)
        set colorbox user origin screen x(right_em + 0.8), screen y(lower_em) size screen x(1), screen (y(upper_em) - y(lower_em))
        eval "set cbtics (" . value_tics . ") font small"
        set label 3 figure_name(figure) at screen x(edge_em + block_em - label_em), graph 0.5 center rotate font small
        plot data using (column("panel") == c ? column("column") : NaN):(column("row")) \
                 :(column("column") - 0.5):(column("column") + 0.5):(column("row") - 0.5):(column("row") + 0.5):6 \
                 with boxxyerror fs solid noborder fc palette
        unset colorbox
    } else {
        if (far) { set logscale x }
        eval "set xrange " . axis_range(least_x, most_x)
        eval sprintf("set yrange [0:%.15g]", most_half > 0 ? 1.06 * most_half : 1)

        # Names at the ends of the curves, each below the one before, then up within the panel.
        array order[larger(1, count(c))]
        array name_at[larger(1, count(c))]
        do for [k = 1:count(c)] { order[k] = first_of[c] + k - 1 }
        do for [k = 2:count(c)] {
            moved = order[k]
            j = k - 1
            while (j >= 1 && end_value[order[larger(1, j)]] < end_value[moved]) {
                order[j + 1] = order[j]
                j = j - 1
            }
            order[j + 1] = moved
        }
        spread_em = smaller(line_em, (lower_em - upper_em) / larger(1, count(c)))
        at = upper_em - 0.5 * spread_em
        do for [k = 1:count(c)] {
            at = larger(at + spread_em, upper_em + (lower_em - upper_em) * (1 - end_value[order[k]] / (1.06 * larger(1e-9, most_half))))
            name_at[k] = at
        }
        at = lower_em + 0.5 * spread_em
        do for [k = count(c):1:-1] {
            at = smaller(at - spread_em, name_at[k])
            set label 2 + k label_of[order[k]] at screen x(right_em + 0.7), y(at) left \
                font sprintf(",%.2f", font_pt * name_font) tc rgb colour(order[k] - first_of[c] + 1)
        }
        its(i) = column("panel") == c && strcol("curve") eq curve[i]
        set style fill transparent solid 0.18 noborder
        plot for [i = first_of[c]:first_of[c] + count(c) - 1] data \
                 using (its(i) && column("half_width") > 0 && number_there(4) ? column(4) : NaN) \
                     :(larger(0, column(6) - column("half_width"))):(column(6) + column("half_width")) \
                     with filledcurves lc rgb colour(i - first_of[c] + 1), \
             for [i = first_of[c]:first_of[c] + count(c) - 1] data \
                 using (its(i) && !number_there(4) ? least_x : NaN):6:(most_x - least_x):(0) \
                     with vectors nohead dt 2 lw 1.2 lc rgb colour(i - first_of[c] + 1), \
             for [i = first_of[c]:first_of[c] + count(c) - 1] '' \
                 using (its(i) && number_there(4) ? column(4) : 1 / 0):(its(i) ? column(6) : 1 / 0) \
                     with linespoints pt 7 ps 0.6 lw 1.4 lc rgb colour(i - first_of[c] + 1)
    }
}
unset multiplot
