/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The source that registers a snapshot's entries at time 0.  It has no mapping. */
#include "workload/source.h"

#include "base/digest.h"
#include "trace/entries.h"
#include "trace/snapshot.h"

struct initial {
    const struct snapshot *snapshot;
    struct entries entries; /* which nothing closes */
    size_t at;
};

static bool init(void *state, const struct doc_node *node, const struct source_setup *setup) {
    struct initial *initial = state;
    (void)node;
    initial->snapshot = setup->initial;
    entries_init(&initial->entries);
    return true;
}

static int fill(void *state, struct event *events, int room) {
    struct initial *initial = state;
    return snapshot_fill(initial->snapshot, &initial->at, &initial->entries, events, room);
}

static bool digest(void *state, struct digest *digest) {
    const struct snapshot *snapshot = ((struct initial *)state)->snapshot;
    for (size_t i = 0; i < snapshot->count; i++) {
        digest_number(digest, (uint64_t)snapshot->entries[i].pid);
        digest_number(digest, snapshot->entries[i].context);
    }
    return true;
}

static void fini(void *state) {
    struct initial *initial = state;
    entries_fini(&initial->entries);
}

const struct source_kind initial_kind = {
    .name = "initial",
    .summary = "the processes of --initial",
    .size = sizeof(struct initial),
    .init = init,
    .fill = fill,
    .digest = digest,
    .fini = fini,
};
