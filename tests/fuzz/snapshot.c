/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a snapshot of binder. */
#include "fuzz.h"

#include "trace/snapshot.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
    struct contexts contexts = {.open = true};
    struct snapshot snapshot = {0};
    snapshot_read(&snapshot, fuzz_file(bytes, count), &contexts);
    snapshot_fini(&snapshot);
    contexts_fini(&contexts);
    fuzz_forget();
    return 0;
}
