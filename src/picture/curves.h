/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The first objective over a number that varies: a varied key, or a parameter of policies.  Any
 * other difference between two points puts them on two curves.  Where exactly two numbers vary and
 * nothing else, a map replaces the curves.
 */
#ifndef KVSIM_PICTURE_CURVES_H
#define KVSIM_PICTURE_CURVES_H

#include <stdbool.h>
#include <stdio.h>

#include "results/results.h"

/* Returns whether a number varies in a study. */
bool curves_exist(const struct results_setup *setup);

/* Writes CSV with a header line and one row per point, panel by panel (workload, context), curve by
 * curve, in number order.  The fourth field is named after the number; the fifth after the other
 * number of a map, where it is not empty; the sixth after the objective.  A policy without the
 * parameter is a curve of one point with an empty number. */
void curves_write(const struct results *results, FILE *csv);

#endif
