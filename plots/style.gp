# Copyright (C) 2026 The kvsim authors
# SPDX-License-Identifier: GPL-3.0-or-later
# What the scripts of this folder share; each loads it first.  The variables to set before, with
# gnuplot -e or by a program (only the first two are needed):
#
#   data           a file of CSV
#   output         the picture; its suffix is the format: .png, .svg or .pdf
#   title          the title above the picture; default: `data`
#   width, height  in millimetres; default: a width of 338.7, a slide, and the height that suits what
#                  there is to show.  width=85 fits a paper's column
#   suffix         the format, where that of `output` does not say it
#   dpi            pixels an inch of a .png; default: 120, which makes a slide 1600 x 900
#
# Lengths are counted in em, the size of the base font, from the upper left corner of the picture.

# gnuplot 6 warns of data without points, of which there is nothing wrong.
if (GPVAL_VERSION >= 6) eval "unset warnings"

if (!exists("data") || !exists("output")) exit error "set data and output, as the script's head shows"
if (!exists("title")) title = data
if (!exists("dpi")) dpi = 120
page_width = exists("width") ? width : 1600. / 120 * 25.4
wide = page_width > 150
if (!exists("suffix")) suffix = strlen(output) > 4 ? output[strlen(output) - 3:] : output

# What a script has computed has blanks between its columns and no header.
rows_begin = "set datafile separator whitespace; unset datafile columnheaders"
rows_end = "set datafile separator comma; set datafile columnheaders"

set encoding utf8
set datafile commentschars ""
set termoption noenhanced
eval rows_end
set tics nomirror scale 0.5
set grid lt 1 lw 0.5 lc rgb "#d8d8d8"
set border 3 lw 0.7

# 7 pt in a paper's column of 85 mm, 14 pt on a slide.
font_pt = 7 + (page_width - 85) / (1600. / 120 * 25.4 - 85) * 7
font_pt = font_pt < 5 ? 5 : font_pt
small = sprintf(",%.2f", font_pt * 0.85)
bold_part(part) = sprintf(suffix eq ".svg" ? ",%.2f" : "sans-serif:Bold,%.2f", part * font_pt * (suffix eq ".svg" ? 1.1 : 1))
bold = bold_part(1)
page_em = page_width / 25.4 * 72 / font_pt

# The colours of Okabe and Ito, which tell colour-blind readers apart; none means anything alone.
black = 0x000000
sky = 0x56b4e9
green = 0x009e73
blue = 0x0072b2
vermillion = 0xd55e00
grey = 0x999999

smaller(a, b) = a < b ? a : b
larger(a, b) = a > b ? a : b

# An upper bound of the width of this many letters of the small font.
small_em(letters) = letters * 0.85 * 0.57

# Breaks a text into lines of at most this many characters, at its blanks.
last_blank(text, from) = from < 1 || text[from:from] eq " " ? from : last_blank(text, from - 1)
wrap(text, room) = strlen(text) <= room || (blank = last_blank(text, room + 1)) < 1 ? text \
    : text[:blank - 1] . "\n" . wrap(text[blank + 1:], room)
lines(text) = (newline = strstrt(text, "\n")) ? 1 + lines(text[newline + 1:]) : 1

title_text = wrap(title, int(page_em / 0.62))
title_em = 1.3 * lines(title_text) + 0.9
subtitle = ""

# Opens the picture, some em high unless `height` is given, but not lower than three quarters of what
# its content takes: eval open(content, high).
open(content, high) = sprintf("high_em = larger(%g, exists('height') ? height / 25.4 * 72 / font_pt : %g); eval open_page", \
    0.75 * content, high)
open_page = "\
eval terminal(page_width / 25.4, high_em * font_pt / 72); \
set output output; \
set multiplot; \
eval bare; \
set label 1 title_text at screen x(0.6), y(1.2) left font bold; \
if (subtitle ne '') { set label 2 subtitle at screen x(0.6), y(title_em - 1.1) left font small tc rgb 0x555555 }; \
unset key; \
plot NaN; \
unset label"
bare = "\
unset border; \
unset tics; \
unset grid; \
set xrange [0:1]; \
set yrange [0:1]; \
eval place(0, 0, page_em, 1)"
line_pt = font_pt / 14
terminal_text = sprintf(" noenhanced font 'sans-serif,%.2f'", font_pt)
terminal_of(name, wide, high, font_scale, line_scale) = sprintf("set terminal %s size %g, %g fontscale %g linewidth %g", \
    name, wide, high, font_scale, line_pt * line_scale) . terminal_text
pixels(inches, per_inch) = floor(inches * per_inch + 0.5)
terminal(wide, high) = \
    suffix eq ".png" ? terminal_of("pngcairo", pixels(wide, dpi), pixels(high, dpi), dpi / 96., dpi / 72.) : \
    suffix eq ".svg" ? terminal_of("svg background 'white'", pixels(wide, 96), pixels(high, 96), 96 / 72., 96 / 72.) : \
    suffix eq ".pdf" ? terminal_of("pdfcairo", wide, high, 0.75, 2) : \
    "exit error 'output must end in .png, .svg or .pdf'"

# Places in em; those of a panel: eval place(left, upper, right, lower).
x(em) = em / page_em
y(em) = 1 - em / high_em
place(left, upper, right, lower) = sprintf( \
    "set lmargin at screen %f; set rmargin at screen %f; set tmargin at screen %f; set bmargin at screen %f", \
    x(left), x(right), y(upper), y(lower))

# The key stands alone below the title, with n entries, the longest of m letters: eval key(n, m),
# then plot NaN notitle, keyentry ..., and unset key.
key_columns(entries, letters) = larger(1, smaller(entries, int((page_em - 1) / (letters * 0.6 + 2))))
key_rows(entries, letters) = int(ceil(entries / real(key_columns(entries, letters))))
key(entries, letters) = "eval bare; set key at screen x(0.3), y(title_em) left top" \
    . " horizontal Left reverse samplen 2 width -1 font small maxcols " . key_columns(entries, letters)

# A figure of six decimals with one, rounded half to even as in tables.
tenths(value) = sprintf("%.1f", even_tenth(floor(value * 1e6 + 0.5)) / 10.)
even_tenth(millionths) = (down = floor(millionths / 1e5), rest = millionths - down * 1e5, \
    rest > 5e4 || rest == 5e4 && down % 2 == 1 ? down + 1 : down)

# A number that stands for a sequence of whole numbers: two polynomials modulo a prime.
prime = 2147483647
mix(sum, value) = (sum / prime * 48271 + value) % prime * prime + (sum % prime * 69621 + value) % prime

# What is alike is shown once, under the names of all or, where these are many, one of them.
others(name, more) = name . " = " . more . (more > 1 ? " others" : " other")

# Bytes as people read them: with one decimal, or exactly, without a larger unit if that is long.
short(value, unit) = sprintf(value == floor(value) ? "%.0f %s" : "%.1f %s", value, unit)
bytes(n) = n < 1000 ? short(n, "B") : n < 1e3 * 2 ** 10 ? short(n / 2. ** 10, "KiB") \
    : n < 1e3 * 2 ** 20 ? short(n / 2. ** 20, "MiB") : short(n / 2. ** 30, "GiB")
exact_unit(n) = n < 1000 ? sprintf("%.15g B", n) : n < 1e3 * 2 ** 10 ? sprintf("%.15g KiB", n / 2. ** 10) \
    : n < 1e3 * 2 ** 20 ? sprintf("%.15g MiB", n / 2. ** 20) : sprintf("%.15g GiB", n / 2. ** 30)
exact_bytes(n) = strlen(exact_unit(n)) > 10 ? sprintf("%.15g B", n) : exact_unit(n)

# Tics of an axis ("y" or "cb") of bytes from 0: a power of two apart, at most this many.  Those within a range.
byte_step(most, count) = larger(1, 2. ** ceil(log(most / real(count)) / log(2) - 0.001))
byte_tics(axis, most, count) = "set " . axis . "tics (" . byte_tics_from(0, byte_step(most, count), most) . ")"
byte_tics_from(at, step, most) = sprintf("'%s' %.15g", exact_bytes(at), at) \
    . (at + step > most ? "" : ", " . byte_tics_from(at + step, step, most))
byte_tics_within(step, least, most) = byte_tics_from(step * ceil(least / step), step, most)

# A step for tics, of 1, 2 or 5 times a power of ten, that gives at most this many of them.
decade(value) = 10. ** floor(log10(value) + 1e-9)
round_up(value) = value / decade(value) < 1.01 ? decade(value) : value / decade(value) < 2.01 ? 2 * decade(value) \
    : value / decade(value) < 5.01 ? 5 * decade(value) : 10 * decade(value)
step10(most, count) = round_up(most / real(count))

# A list of the tics within a range with their texts, and the letters of a list's longest text.
tics_within(format, step, least, most) = steps_within(format, step, ceil(least / step - 1e-6), floor(most / step + 1e-6))
steps_within(format, step, n, last) = sprintf("'" . format . "' %.15g", n * step, n * step) \
    . (n + 1 > last ? "" : ", " . steps_within(format, step, n + 1, last))
tic_letters(list) = (text_at = strstrt(list, "'")) < 1 ? 0 : (rest = list[text_at + 1:], text_end = strstrt(rest, "'"), \
    larger(text_end - 1, tic_letters(rest[text_end + 1:])))
# An upper bound of a tic's width; digits are wider than most letters.
tic_em(letters) = letters * 0.85 * 0.64

# What stands left of a y axis with tics of at most this many letters: its label, upright, with its middle
# label_em from the edge, then the tics.  (gnuplot would place the label by a guess of the tics' width.)
label_em = 0.6
y_axis_em(letters) = label_em + 0.9 + tic_em(letters) + 0.7

# Reads the header and says of a column whether it is there.
set datafile separator "\001"
unset datafile columnheaders
data_lines = 0
set table $scratch
set xrange [0:1]
set yrange [0:1]
plot data using (data_lines = data_lines + 1, header = data_lines == 1 ? "," . strcol(1) . "," : header) every ::::1 with table if (0)
unset table
set datafile separator comma
set datafile columnheaders
if (data_lines < 1) exit error "no rows in " . data
has(column) = strstrt(header, "," . column . ",") > 0

# A run without events, or all of whose lanes failed, is a picture that says so; then the script ends.
# Results have a row without figures for a lane that failed.
rows = data_lines - 1
finished(row) = strcol("duration_s") ne ""
if (rows > 0 && has("duration_s")) {
    rows = 0
    set table $scratch
    plot data using (rows = rows + finished(0)) with table if (0)
    unset table
}
nothing = rows < 1
say_nothing = "\
title_em = title_em + 1.6; \
subtitle = 'Nothing to show.'; \
eval open(title_em + 1, title_em + 1); \
unset multiplot; \
unset output"
if (nothing) { eval say_nothing }
