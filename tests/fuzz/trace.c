/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a trace or log of any format, compressed or not.  The first byte chooses the options. */
#include "events.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
    if (count < 1)
        return 0;
    const struct trace_options options = {.offset_ns = TRACE_OFFSET_NS,
                                          .native = bytes[0] & 1,
                                          .lenient = bytes[0] & 2,
                                          .only = bytes[0] & 4 ? "*a*" : NULL,
                                          .contexts = bytes[0] & 8 ? "binder,hwbinder" : NULL};
    events_of(&options, bytes + 1, count - 1);
    return 0;
}
