/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Memory that was said to be fragmented and changed nothing, since no buffer was so large: a note
 * at the end of a study, which is about all of its runs.
 */
#ifndef KVSIM_REPORT_FRAGMENTATION_H
#define KVSIM_REPORT_FRAGMENTATION_H

#include "results/results.h"

extern const struct results_receiver fragmentation_receiver;

#endif
