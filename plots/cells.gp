# Copyright (C) 2026 The kvsim authors
# SPDX-License-Identifier: GPL-3.0-or-later
# The four figures of compare.gp and distribution.gp, and their places: a line for each policy, the
# figures side by side, the contexts one above the other.  Long names in a narrow picture stand above.
# The figures are the objectives, and others that are not among them.

load scripts . "figures.gp"
figure_columns = exists("objectives") && objectives ne "" ? objectives : "mean_held_bytes moves"
do for [other in "mean_wasted_slots reallocs copied_bytes"] {
    if (words(figure_columns) < 4 && strstrt(" " . figure_columns . " ", " " . other . " ") == 0) {
        figure_columns = figure_columns . " " . other
    }
}
array heading[4]
array colour[4]
is_level(name) = strstrt(name, "mean_") == 1 || strstrt(name, "peak_") == 1 || strstrt(name, "final_") == 1
do for [f = 1:4] {
    heading[f] = figure_name(word(figure_columns, f))
    colour[f] = is_level(word(figure_columns, f)) ? blue : vermillion
}
load scripts . "results.gp"

name_em = small_em(longest_label) + 1
above = (page_em - name_em) / figure_count - gap_em < 4.5
if (above) { name_em = 0.6 }
plot_em = (page_em - name_em - 0.4) / figure_count
heading_lines = 1
do for [f = 1:figure_count] {
    heading[f] = wrap(heading[f], int(plot_em / 0.5))
    heading_lines = larger(heading_lines, lines(heading[f]))
}
head_em = (panels > 1 ? 1.7 : 0) + 0.4 + heading_lines
need_em = title_em + panels * (head_em + groups * (above ? 2.5 : groups > 12 ? 1.15 : 2) + foot_em)
row_em(c) = smaller(3., ((high_em - title_em) / panels - head_em - foot_em) / groups)
upper(c) = title_em + (c - 1) * (high_em - title_em) / panels + head_em
lower(c) = upper(c) + groups * row_em(c)
left(f) = name_em + (f - 1) * plot_em + 0.2
right(f) = name_em + f * plot_em - gap_em

# Makes all ready for the panel of a figure and a context.
shift = above ? 0.13 : 0
thick = above ? 0.19 : 0.36
cell_begin = "\
row_font = sprintf(',%.2f', font_pt * smaller(0.85, (above ? 0.36 : 0.85) * row_em(c))); \
eval place(left(f), upper(c), right(f), lower(c)); \
unset label; \
set label 1 heading[f] at graph 0, screen y(upper(c) + 0.2 - heading_lines) left font small; \
if (f == 1 && panels > 1) { set label 2 panel[c] at screen x(0.6), y(upper(c) - head_em + 0.5) left font bold }; \
do for [g = 1:f == 1 ? groups : 0] { \
    if (above) { set label g + 2 label_of[g] at screen x(0.9), first g - 0.27 left font row_font } \
    else { set label g + 2 label_of[g] at screen x(name_em - 0.2), first g right font row_font } \
}; \
set border above ? 0 : 2; \
set yrange [groups + 0.5:0.5]; \
unset ytics; \
unset grid; \
unset key"
