/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writes messages of protocol buffers, and with them binary Perfetto traces, by the field numbers
 * of the public definitions.  For tests and bench; it shares nothing with the reader.
 */
#ifndef KVSIM_TESTS_ENCODE_H
#define KVSIM_TESTS_ENCODE_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A message that grows. */
struct encode {
    char *text;
    size_t bytes, room;
};

static inline void encode_raw(struct encode *message, const void *text, size_t bytes) {
    while (message->bytes + bytes > message->room) {
        message->room = message->room ? 2 * message->room : 256;
        message->text = realloc(message->text, message->room);
        if (!message->text)
            abort();
    }
    if (bytes > 0)
        memcpy(message->text + message->bytes, text, bytes);
    message->bytes += bytes;
}

static inline void encode_varint(struct encode *message, uint64_t value) {
    do {
        unsigned char byte = (unsigned char)((value & 0x7f) | (value > 0x7f ? 0x80 : 0));
        encode_raw(message, &byte, 1);
        value >>= 7;
    } while (value > 0);
}

static inline void encode_number(struct encode *message, unsigned field, uint64_t value) {
    encode_varint(message, (uint64_t)field << 3);
    encode_varint(message, value);
}

static inline void encode_bytes(struct encode *message, unsigned field, const void *text,
                                size_t bytes) {
    encode_varint(message, (uint64_t)field << 3 | 2);
    encode_varint(message, bytes);
    encode_raw(message, text, bytes);
}

static inline void encode_text(struct encode *message, unsigned field, const char *text) {
    encode_bytes(message, field, text, strlen(text));
}

/* Adds a message to another one as a field, and empties it. */
static inline void encode_message(struct encode *into, unsigned field, struct encode *message) {
    encode_bytes(into, field, message->text, message->bytes);
    message->bytes = 0;
}

static inline void encode_fini(struct encode *message) {
    free(message->text);
    *message = (struct encode){0};
}

/* ftrace's events, as FtraceEvent's fields: `field` is the kind. */
enum {
    ENCODE_SWITCH = 4,
    ENCODE_NEWTASK = 235,
    ENCODE_RENAME = 236,
    ENCODE_EXEC = 237,
    ENCODE_EXIT = 238,
    ENCODE_FORK = 239,
    ENCODE_FREE = 240,
};

/* Adds an event to a bundle. */
static inline void encode_event(struct encode *bundle, uint64_t time_ns, int task, unsigned field,
                                struct encode *payload) {
    struct encode event = {0};
    encode_number(&event, 1, time_ns);
    encode_number(&event, 2, (uint64_t)task);
    encode_message(&event, field, payload);
    encode_message(bundle, 2, &event);
    encode_fini(&event);
}

/* Makes a packet of a message, and adds it to a trace. */
static inline void encode_packet(struct encode *trace, uint64_t time_ns, unsigned field,
                                 struct encode *message) {
    struct encode packet = {0};
    encode_number(&packet, 8, time_ns);
    encode_message(&packet, field, message);
    encode_message(trace, 1, &packet);
    encode_fini(&packet);
}

#endif
