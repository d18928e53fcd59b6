/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The origin of the results, at the end of the page: command, version, seed, memory, policies and
 * workloads. */
#ifndef KVSIM_PICTURE_ORIGIN_H
#define KVSIM_PICTURE_ORIGIN_H

#include <stdio.h>

#include "results/results.h"

void origin_write(FILE *stream, const struct results *results, const char *command);

#endif
