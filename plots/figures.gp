# SPDX-License-Identifier: GPL-3.0-or-later
# What the scripts of figures that users choose share: the names of the columns.

# The name of the column of that number, from a header that begins and ends with a comma.
column_of(names, n) = (rest = names[2:], n == 1 ? rest[:strstrt(rest, ",") - 1] : column_of(rest[strstrt(rest, ","):], n - 1))

is_bytes_name(name) = strstrt(name, "bytes") > 0
figure_name(name) = (under = strstrt(name, "_")) ? name[:under - 1] . " " . figure_name(name[under + 1:]) : name
figure_label(name, logarithmic) = figure_name(name) . (logarithmic ? " (log)" : "")
