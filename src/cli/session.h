/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the options ask for, from opening the inputs to the last byte of the outputs. */
#ifndef KVSIM_CLI_SESSION_H
#define KVSIM_CLI_SESSION_H

#include "cli/options.h"

/* Runs the study and writes what comes of it, or only checks the inputs.  Reports what goes wrong.
 * Returns whether all that was asked for is done, whatever signal has come meanwhile. */
bool session_run(const struct options *options);

#endif
