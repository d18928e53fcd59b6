/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a binary Perfetto trace, whatever its beginning. */
#include "events.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
    const struct trace_options options = {.format = &pftrace_format, .offset_ns = TRACE_OFFSET_NS};
    events_of(&options, bytes, count);
    return 0;
}
