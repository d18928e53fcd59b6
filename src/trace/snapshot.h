/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The entries registered at one moment: binder's `stats` or `state`, as the kernel prints them in
 * /sys/kernel/debug/binder and /dev/binderfs/binder_logs (drivers/android/binder.c, and the Rust
 * driver's rust_binder_main.rs).
 *
 * Each "proc PID" with the "context NAME" below it is one entry.  Kernels before 4.14 print no
 * context; it is then binder.
 */
#ifndef KVSIM_TRACE_SNAPSHOT_H
#define KVSIM_TRACE_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "model/contexts.h"
#include "model/event.h"
#include "trace/entries.h"

struct snapshot_entry {
    int32_t pid;
    uint8_t context;
};

struct snapshot {
    struct snapshot_entry *entries; /* in the order of the file */
    size_t count, room;
    dev_t device; /* of the file, and its inode; 0 if it is not a regular file */
    ino_t inode;
};

/* Returns whether the beginning of a file looks like a snapshot. */
bool snapshot_recognises(const char *beginning, size_t bytes);

/* Reads a file.  Adds its contexts to `contexts` if that is open; otherwise ignores entries in
 * contexts that it lacks, with a note.  Returns false after it has reported; the caller must call
 * snapshot_fini even then. */
bool snapshot_read(struct snapshot *snapshot, const char *path, struct contexts *contexts);
/* Registers the snapshot's entries at time 0, from entry `*at` on, which it advances.  Returns how
 * many events, at most `room`; 0 at the end. */
int snapshot_fill(const struct snapshot *snapshot, size_t *at, struct entries *entries,
                  struct event *events, int room);
/* Returns whether the snapshot was read from this open file. */
bool snapshot_is_of(const struct snapshot *snapshot, int file);
void snapshot_fini(struct snapshot *snapshot);

#endif
