/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happens to a context: a process registers or deregisters.  Sources fill arrays of events. */
#ifndef KVSIM_MODEL_EVENT_H
#define KVSIM_MODEL_EVENT_H

#include <stdint.h>

enum event_kind { EVENT_REGISTER, EVENT_DEREGISTER };

struct event {
    int64_t time_ns;
    const char *name; /* the process', not NUL-terminated; valid until the source fills again */
    uint32_t name_bytes;
    int32_t pid;
    uint32_t entry; /* identifies a live registration; its deregistration has the same */
    uint8_t context;
    uint8_t kind; /* enum event_kind */
};

/* The most events that a source fills at once. */
enum { EVENT_BATCH = 512 };

#endif
