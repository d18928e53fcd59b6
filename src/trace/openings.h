/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Openings of binder's devices that a log of Linux shows: by a path and a descriptor, which system
 * calls tell, or by the kernel's file, which probes of the driver tell.
 *
 * The kernel registers a process with each opening, and removes it when nothing refers to the file
 * any more.  Here that is when the process that opened it has closed the last of its own
 * descriptors for it; that it is gone, with all that it has open, the log's deaths tell
 * (trace/lifecycle.h).  What children inherit and what is sent to other processes is not followed.
 */
#ifndef KVSIM_TRACE_OPENINGS_H
#define KVSIM_TRACE_OPENINGS_H

#include "base/map.h"
#include "trace/pids.h"
#include "trace/slice.h"
#include "trace/story.h"

struct trace;

struct opening {
    size_t began, ended; /* records of the story plus 1; 0 when there is none */
    int32_t pid;
    int32_t context;      /* -1: one in which nothing registers */
    uint32_t descriptors; /* how many of the process' descriptors are of it */
    uint32_t previous;    /* of the same process: the index plus 1 */
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
    uint32_t free; /* the first one that is free, plus 1 */
    struct opening *openings;
    size_t count, room;
    struct map files;  /* numbers of openings plus 1, by the kernel's file */
    bool driver;       /* probes of the driver tell: calls tell the same once more */
    uint64_t opened;   /* the openings themselves */
    uint64_t held;     /* those before the log began */
    uint64_t closed;   /* those that were closed while the process lived */
    uint64_t left_out; /* those in contexts that the workload lacks */
};

void openings_init(struct openings *openings, struct trace *trace, struct story *story);
void openings_fini(struct openings *openings);

/* What a line says of a process: when, which one, and what it is called where no start tells. */
struct opening_moment {
    int64_t time_ns;
    int32_t pid;
    struct slice name;
};

/* The context of a path: the name of the device, in /dev or in a binderfs; false for other files.
 * What stands before /dev is not looked at: containers have theirs elsewhere. */
bool openings_context(struct slice path, struct slice *context);

/* The process has opened a device as this descriptor; `inherited`: programs that it executes have
 * it as well. */
void openings_open(struct openings *openings, const struct opening_moment *moment,
                   struct slice context, uint64_t descriptor, bool inherited);

/* A descriptor proves to be one of a device: it was open before the log where no line told of it.
 */
void openings_hold(struct openings *openings, const struct opening_moment *moment,
                   struct slice context, uint64_t descriptor);

/* A second descriptor of what the first one is of. */
void openings_copy(struct openings *openings, const struct opening_moment *moment, uint64_t from,
                   uint64_t to, bool inherited);

/* Whether programs that the process executes have the descriptor. */
void openings_inherit(struct openings *openings, const struct opening_moment *moment,
                      uint64_t descriptor, bool inherited);

/* Descriptors are closed: those from `first` to `last`, of whatever they are. */
void openings_close(struct openings *openings, const struct opening_moment *moment, uint64_t first,
                    uint64_t last);

/* The process executes a program, which closes what is not inherited. */
void openings_execute(struct openings *openings, const struct opening_moment *moment);

/* The process is gone. */
void openings_forget(struct openings *openings, int32_t pid);

/* What was taken for a process is a thread of that other one, whose the openings are. */
void openings_join(struct openings *openings, int32_t tid, int32_t leader);

/* There was no such opening: what was told of it is taken back. */
void openings_take_back(struct openings *openings, struct opening *opening);

/* The driver opens a file, and releases one, whoever makes it do so. */
void openings_open_file(struct openings *openings, const struct opening_moment *moment,
                        struct slice context, uint64_t file);
void openings_release_file(struct openings *openings, const struct opening_moment *moment,
                           struct slice context, uint64_t file);

#endif
