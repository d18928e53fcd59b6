/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The machine that a user describes by the keys of `memory`: which of its values exist and which go
 * together. */
#ifndef KVSIM_MODEL_MACHINE_H
#define KVSIM_MODEL_MACHINE_H

#include <stdbool.h>

#include "base/doc.h"
#include "base/schema.h"
#include "model/memory.h"

/* Linux 7.2 on x86-64 with 4 KiB pages. */
struct memory machine_default(void);

/* Reads the keys of a `memory` mapping over the defaults and checks that they fit together.  NULL
 * reads nothing.  Returns false after it has reported. */
bool machine_read(struct memory *memory, const struct doc_node *mapping);

/* The keys by name, for lists. */
extern const struct schema_key machine_keys[];
extern const int machine_key_count;

#endif
