/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A note at the end of a study, when a setting for fragmented memory changed nothing in any of its
 * runs, since no buffer was large enough.
 */
#ifndef KVSIM_REPORT_FRAGMENTATION_H
#define KVSIM_REPORT_FRAGMENTATION_H

#include "results/results.h"

extern const struct results_receiver fragmentation_receiver;

#endif
