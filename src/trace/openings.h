/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Openings of binder's devices in a log of Linux: by path and descriptor, from system calls, or by
 * the kernel's file, from probes of the driver.
 *
 * The kernel registers a process at each opening, and removes it when nothing refers to the file
 * any more.  Here an opening ends when its process has closed its own last descriptor for it.  A
 * death in the log (trace/lifecycle.h) closes all that a process has open.  Descriptors that
 * children inherit, or that are sent to other processes, are ignored.
 */
#ifndef KVSIM_TRACE_OPENINGS_H
#define KVSIM_TRACE_OPENINGS_H

#include "base/map.h"
#include "trace/pids.h"
#include "trace/slice.h"
#include "trace/story.h"

struct trace;

struct opening {
    size_t began, ended; /* records of the story plus 1; 0 for none */
    int32_t pid;
    int32_t context;      /* -1: none, so nothing registers */
    uint32_t descriptors; /* how many descriptors its process has for it */
    uint32_t previous;    /* of the same process: the index plus 1; 0 for none */
    uint8_t moves;        /* how often its process proved to be a thread */
    bool held;            /* it was open before the log began */
};

struct openings {
    struct trace *trace; /* whose contexts they are in */
    struct story *story;
    struct pids pids;
    struct opening_owner *owners; /* by the number of the pid */
    size_t owner_count, owner_room;
    struct opening_descriptor *descriptors;
    size_t descriptor_count, descriptor_room;
    uint32_t free; /* the first free descriptor, plus 1 */
    struct opening *openings;
    size_t count, room;
    struct map files;  /* numbers of openings plus 1, by the kernel's file */
    bool driver;       /* probes of the driver report: calls would repeat them */
    uint64_t opened;   /* openings in the log */
    uint64_t held;     /* openings before the log began */
    uint64_t closed;   /* openings closed while the process lived */
    uint64_t left_out; /* openings in contexts that the workload lacks, or that are too many */
};

void openings_init(struct openings *openings, struct trace *trace, struct story *story);
void openings_fini(struct openings *openings);

/* The process of a line: time, pid, and its name in case no start gives one. */
struct opening_moment {
    int64_t time_ns;
    int32_t pid;
    struct slice name;
};

/* Finds the context of a path: the name of the device, in /dev or in a binderfs.  Returns false for
 * other files.  Ignores any prefix before /dev: containers have theirs elsewhere. */
bool openings_context(struct slice path, struct slice *context);

/* The process opens a device as this descriptor.  `inherited`: the descriptor survives exec. */
void openings_open(struct openings *openings, const struct opening_moment *moment,
                   struct slice context, uint64_t descriptor, bool inherited);

/* A descriptor turns out to be of a device.  If no line opened it, it was open before the log. */
void openings_hold(struct openings *openings, const struct opening_moment *moment,
                   struct slice context, uint64_t descriptor);

/* Duplicates the descriptor `from` as `to`.  `inherited`: `to` survives exec. */
void openings_copy(struct openings *openings, const struct opening_moment *moment, uint64_t from,
                   uint64_t to, bool inherited);

/* Sets whether the descriptor survives exec. */
void openings_inherit(struct openings *openings, const struct opening_moment *moment,
                      uint64_t descriptor, bool inherited);

/* Closes the descriptors from `first` to `last`, of any file. */
void openings_close(struct openings *openings, const struct opening_moment *moment, uint64_t first,
                    uint64_t last);

/* The process executes a program: closes descriptors that are not inherited. */
void openings_execute(struct openings *openings, const struct opening_moment *moment);

/* The process is gone, or another one begins with its pid: forgets its descriptors and openings. */
void openings_forget(struct openings *openings, int32_t pid);

/* A supposed process is a thread of `leader`: its openings are the leader's. */
void openings_join(struct openings *openings, int32_t tid, int32_t leader);

/* Takes an opening back: it did not happen. */
void openings_take_back(struct openings *openings, struct opening *opening);

/* The driver opens a file, or releases one, whichever process causes it. */
void openings_open_file(struct openings *openings, const struct opening_moment *moment,
                        struct slice context, uint64_t file);
void openings_release_file(struct openings *openings, const struct opening_moment *moment,
                           struct slice context, uint64_t file);

#endif
