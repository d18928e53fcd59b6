/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workload/source.h"

const struct source_kind *const source_kinds[] = {
    &burst_kind, &rate_kind, &apps_kind, &cycle_kind, &adversary_kind, &events_kind, &replay_kind};
const int source_kind_count = sizeof source_kinds / sizeof *source_kinds;

bool source_ignore(const struct doc_node *node, const struct schema_key *key, void *slot) {
    (void)node;
    (void)key;
    (void)slot;
    return true;
}
