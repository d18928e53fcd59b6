/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rights of a run once it reads what strangers have written: open requested inputs, put outputs
 * in their places, use temporary files.  Nothing else (base/confine.h).
 */
#ifndef KVSIM_CLI_RIGHTS_H
#define KVSIM_CLI_RIGHTS_H

#include <stddef.h>

#include "cli/options.h"
#include "workload/workload.h"

/* Gives up all other rights, if the system supports it; with -v, says when it does not.  Call it
 * when the outputs are open and gnuplot can be started, before there are threads. */
void rights_give_up(const struct options *options, struct workload *const *workloads,
                    size_t workload_count);

#endif
