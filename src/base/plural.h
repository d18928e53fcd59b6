/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words that agree with a count: "1 line", "2 lines", "0 lines". */
#ifndef KVSIM_BASE_PLURAL_H
#define KVSIM_BASE_PLURAL_H

#include <stdint.h>

static inline const char *plural(uint64_t count, const char *one, const char *many) {
    return count == 1 ? one : many;
}

#endif
