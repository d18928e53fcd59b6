/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --rust: the policies as patches of the driver. */
#ifndef KVSIM_CLI_PATCHES_H
#define KVSIM_CLI_PATCHES_H

#include <stdbool.h>

#include "cli/options.h"
#include "policy/selection.h"

/* Prints the patches.  Reports every failure.  Returns whether all are written. */
bool patches_run(const struct options *options, const struct selection *selection);

#endif
