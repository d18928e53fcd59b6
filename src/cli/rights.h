/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a run may still do once it reads what strangers have written: open what it was asked to
 * read, put its outputs in their places, use temporary files.  Nothing else (base/confine.h).
 */
#ifndef KVSIM_CLI_RIGHTS_H
#define KVSIM_CLI_RIGHTS_H

#include <stddef.h>

#include "cli/options.h"
#include "workload/workload.h"

/* Gives up all other rights, if the system knows how; with -v it is said that it does not.  To be
 * called when the outputs are open and gnuplot can be started, before there are threads. */
void rights_give_up(const struct options *options, struct workload *const *workloads,
                    size_t workload_count);

#endif
