/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The wire format of protocol buffers: a message is a sequence of fields, each with a number and a
 * value that is a varint, 4 or 8 bytes, or a stretch of bytes, which may be a message itself.
 */
#ifndef KVSIM_TRACE_WIRE_H
#define KVSIM_TRACE_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trace/slice.h"

enum wire_type { WIRE_VARINT = 0, WIRE_8_BYTES = 1, WIRE_BYTES = 2, WIRE_4_BYTES = 5 };

struct wire_field {
    uint32_t number;
    enum wire_type type;
    uint64_t value;     /* of a varint, 4 or 8 bytes; else 0 */
    struct slice bytes; /* of WIRE_BYTES; else empty */
};

/* The rest of a message. */
struct wire {
    const char *at, *end;
    bool damaged; /* it is truncated, or no message */
};

static inline struct wire wire_open(struct slice message) {
    const char *text = message.text ? message.text : "";
    return (struct wire){text, text + message.bytes, false};
}

/* Takes a varint: at most ten bytes, of which 64 bits count.  Returns false if it does not end. */
static inline bool wire_take_varint(struct wire *wire, uint64_t *value) {
    uint64_t sum = 0;
    for (int shift = 0; shift < 70 && wire->at < wire->end; shift += 7) {
        uint64_t byte = (unsigned char)*wire->at++;
        if (shift < 64)
            sum |= (byte & 0x7f) << shift;
        if (byte < 0x80) {
            *value = sum;
            return true;
        }
    }
    return false;
}

/* Takes the next field.  Returns false at the end, or if the message is damaged. */
bool wire_take(struct wire *wire, struct wire_field *field);

#endif
