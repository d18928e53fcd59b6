/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session: does what the options ask for, from opening the inputs to the last byte of the
 * outputs. */
#ifndef KVSIM_CLI_SESSION_H
#define KVSIM_CLI_SESSION_H

#include "cli/options.h"

/* Runs the study and writes its results, or only checks the inputs.  Reports failures.  Returns
 * whether everything requested is done, whatever signal has arrived meanwhile. */
bool session_run(const struct options *options);

#endif
