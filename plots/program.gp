# SPDX-License-Identifier: GPL-3.0-or-later
# What kvsim starts gnuplot with: names and files are arguments, which are values and no text of a
# script; the variables of style.gp are made of them, and the script that draws is loaded.

data = ARG2
results = ARG3
output = "/dev/stdout"
suffix = ARG4
title = ARG5
# The size of an element, and the width if it is not the usual one.
element_size = word(ARG6, 1) + 0
if (words(ARG6) > 1) { width = word(ARG6, 2) + 0 }
from = ARG7
to = ARG8
objectives = ARG9
# Where this script and those that come with it stand.
folder_of(path) = path eq "" || path[strlen(path):] eq "/" ? path : folder_of(path[:strlen(path) - 1])
plots = folder_of(ARG0)
load ARG1
