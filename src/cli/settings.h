/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys that --set and --vary take. */
#ifndef KVSIM_CLI_SETTINGS_H
#define KVSIM_CLI_SETTINGS_H

#include <stdbool.h>

#include "base/schema.h"
#include "cli/catalog.h"

/* Tells of those that every workload has, and of those of the sources of this one unless it is
 * NULL.  Returns false after it has reported. */
bool settings_list(const char *workload, const struct catalog_taker *taker);

#endif
