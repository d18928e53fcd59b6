# Copyright (C) 2026 The kvsim authors
# SPDX-License-Identifier: GPL-3.0-or-later
# What the scripts of figures that users choose share: the columns' names, and what they are called.

# The name of the column of that number, from a header that begins and ends with a comma.
column_of(names, n) = (rest = names[2:], n == 1 ? rest[:strstrt(rest, ",") - 1] : column_of(rest[strstrt(rest, ","):], n - 1))

is_bytes_name(name) = strstrt(name, "bytes") > 0
blanks(name) = (under = strstrt(name, "_")) ? name[:under - 1] . " " . blanks(name[under + 1:]) : name
known = "mean_wasted_slots=mean_waste_(slots) reallocs=reallocations mean_held_bytes=mean_held_bytes copied_bytes=copied_bytes"
called_in(list, name) = (at = strstrt(" " . list . " ", " " . name . "=")) ? word(list[at:], 1)[strlen(name) + 2:] : name
figure_name(name) = blanks(called_in(known, name))
figure_label(name, logarithmic) = figure_name(name) . (logarithmic ? " (log)" : "")
