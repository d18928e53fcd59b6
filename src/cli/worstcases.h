/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --worst-case: the worst that registrations and deregistrations can do to each policy. */
#ifndef KVSIM_CLI_WORSTCASES_H
#define KVSIM_CLI_WORSTCASES_H

#include <stdbool.h>

#include "cli/options.h"
#include "policy/selection.h"

/* Finds and prints the worst cases.  Reports every failure.  Returns whether everything requested
 * is written. */
bool worstcases_run(const struct options *options, const struct selection *selection);

#endif
