/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who is registered at one moment: binder's `stats` or `state`, as the kernel prints them in
 * /sys/kernel/debug/binder and /dev/binderfs/binder_logs (drivers/android/binder.c, and the Rust
 * driver's rust_binder_main.rs).
 *
 * Of each "proc PID" and of the "context NAME" below it is one entry; kernels before 4.14 print no
 * context, which is then binder.
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
    dev_t device; /* of the file, and its number there; 0 where it is no regular file */
    ino_t inode;
};

/* Whether the beginning of a file looks like one. */
bool snapshot_recognises(const char *beginning, size_t bytes);

/* Reads a file.  Contexts are added when `contexts` is open; entries in contexts that it lacks
 * otherwise are left out, and a note says so.  Returns false after it has reported. */
bool snapshot_read(struct snapshot *snapshot, const char *path, struct contexts *contexts);
/* Registers what the snapshot tells at time 0, from the member `*at` on: how many events, at most
 * `room`, 0 at the end. */
int snapshot_fill(const struct snapshot *snapshot, size_t *at, struct entries *entries,
                  struct event *events, int room);
/* Whether it was read from the file that is open here. */
bool snapshot_is_of(const struct snapshot *snapshot, int file);
void snapshot_fini(struct snapshot *snapshot);

#endif
