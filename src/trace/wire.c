/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/wire.h"

enum { TYPE_BITS = 3, MOST_NUMBER = 0x1fffffff };

/* Takes a number of fixed length, lowest byte first. */
static bool take_fixed(struct wire *wire, int bytes, uint64_t *value) {
    *value = 0;
    if (wire->end - wire->at < bytes)
        return false;
    for (int i = 0; i < bytes; i++)
        *value |= (uint64_t)(unsigned char)*wire->at++ << 8 * i;
    return true;
}

static bool take_bytes(struct wire *wire, struct slice *bytes) {
    uint64_t count;
    if (!wire_take_varint(wire, &count) || count > (uint64_t)(wire->end - wire->at))
        return false;
    *bytes = (struct slice){wire->at, (size_t)count};
    wire->at += count;
    return true;
}

bool wire_take(struct wire *wire, struct wire_field *field) {
    uint64_t tag;
    if (wire->at == wire->end)
        return false;
    bool fine = wire_take_varint(wire, &tag) && tag >> TYPE_BITS <= MOST_NUMBER;
    if (fine) {
        field->number = (uint32_t)(tag >> TYPE_BITS);
        field->type = (enum wire_type)(tag & 7);
        field->value = 0;
        field->bytes = (struct slice){wire->at, 0};
        switch (field->type) {
        case WIRE_VARINT: fine = wire_take_varint(wire, &field->value); break;
        case WIRE_8_BYTES: fine = take_fixed(wire, 8, &field->value); break;
        case WIRE_BYTES: fine = take_bytes(wire, &field->bytes); break;
        case WIRE_4_BYTES: fine = take_fixed(wire, 4, &field->value); break;
        default: fine = false;
        }
    }
    wire->damaged = !fine;
    if (!fine)
        wire->at = wire->end;
    return fine;
}
