/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The first objective over a number that varies: a key that is varied, or a parameter of policies.
 * What else differs between two points makes two curves of them.  Where two numbers vary and
 * nothing else, there is a map instead.
 */
#ifndef KVSIM_PICTURE_CURVES_H
#define KVSIM_PICTURE_CURVES_H

#include <stdbool.h>
#include <stdio.h>

#include "results/results.h"

/* Whether a number varies in a study. */
bool curves_exist(const struct results_setup *setup);

/* Writes CSV with a header line and a row a point, panel by panel (workload, context), curve by
 * curve, in the order of the number.  The fourth field's name is that of the number, the fifth's
 * that of the other one of a map, where it is not empty, the sixth's that of the objective.  A
 * policy without the parameter is a curve of one point, whose number is empty. */
void curves_write(const struct results *results, FILE *csv);

#endif
