/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys that --set takes, and --vary except for the seed. */
#ifndef KVSIM_CLI_SETTINGS_H
#define KVSIM_CLI_SETTINGS_H

#include <stdbool.h>

#include "base/schema.h"
#include "cli/catalog.h"

/* Reports the keys that every workload has, and the keys of this workload's sources unless it is
 * NULL.  Returns false after it has reported. */
bool settings_list(const char *workload, const struct catalog_taker *taker);

#endif
