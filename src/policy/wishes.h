/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wishes of a rule that knows the future of a context: the shrinks to ask for, in the order of
 * time. */
#ifndef KVSIM_POLICY_WISHES_H
#define KVSIM_POLICY_WISHES_H

#include <stddef.h>
#include <stdint.h>

struct wish {
    int64_t deregistration; /* which of the context's deregistrations, from 1 */
    int64_t slots;          /* to shrink to */
};

struct wishes {
    struct wish *items;
    size_t count, room;
};

#endif
