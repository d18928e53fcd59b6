# SPDX-License-Identifier: GPL-3.0-or-later
# What kvsim starts gnuplot with: names and files are arguments, which are values and no text of a
# script; the variables of style.gp are made of them, and the script that draws is loaded.

data = ARG2
results = ARG3
output = "/dev/stdout"
suffix = ARG4
title = ARG5
element_size = ARG6 + 0
from = ARG7
to = ARG8
load ARG1
