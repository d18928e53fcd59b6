/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/packets.h"

#include <limits.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/diag.h"
#include "base/limits.h"
#include "trace/wire.h"

/* A trace is a sequence of the field `packet` of the message Trace.  These fields of a packet
 * matter here. */
enum { TRACE_PACKET = 1, PACKET_ZLIB = 50, PACKET_ZSTD = 133 };

/* A field's number and its length take at most this many bytes. */
enum { HEADER_BYTES = 20, FIRST_ROOM = 256 << 10 };

void packets_open(struct packets *packets, struct lines *lines) {
    *packets = (struct packets){.lines = lines};
}

static void end_inner(struct packets *packets) {
    if (packets->packed == PACKETS_ZLIB)
        inflateEnd(&packets->zlib);
    else if (packets->packed == PACKETS_ZSTD)
        unpack_close(&packets->zstd);
    packets->packed = PACKETS_PLAIN;
    packets->bad += packets->spoilt;
    packets->spoilt = false;
}

void packets_close(struct packets *packets) {
    end_inner(packets);
    free(packets->outer.buffer);
    free(packets->inner.buffer);
    packets->outer = packets->inner = (struct packets_stream){0};
}

/* Sources of bytes.  They return how many, at most `room`; 0 at the end; -1 after a failure, which
 * they have reported. */

static ssize_t read_file(struct packets *packets, char *to, size_t room) {
    size_t bytes;
    const char *from = lines_peek(packets->lines, &bytes);
    if (bytes == 0) {
        enum lines_state state = lines_refill(packets->lines);
        if (state != LINES_MORE)
            return state == LINES_FAILED ? -1 : 0;
        from = lines_peek(packets->lines, &bytes);
    }
    if (bytes > room)
        bytes = room;
    memcpy(to, from, bytes);
    lines_skip(packets->lines, bytes);
    return (ssize_t)bytes;
}

static ssize_t read_zlib(struct packets *packets, char *to, size_t room) {
    z_stream *zlib = &packets->zlib;
    unsigned most = room < INT_MAX ? (unsigned)room : INT_MAX;
    zlib->next_out = (unsigned char *)to;
    zlib->avail_out = most;
    int result = inflate(zlib, Z_SYNC_FLUSH);
    if (result == Z_MEM_ERROR)
        diag_no_memory();
    size_t got = most - zlib->avail_out;
    packets->spoilt = got == 0 && result != Z_STREAM_END;
    return (ssize_t)got;
}

static ssize_t read_zstd(struct packets *packets, char *to, size_t room) {
    ssize_t got = unpack_read(&packets->zstd, to, room);
    packets->spoilt = packets->zstd.truncated;
    return got;
}

static ssize_t read_some(struct packets *packets, struct packets_stream *stream, char *to,
                         size_t room) {
    if (stream == &packets->outer)
        return read_file(packets, to, room);
    return packets->packed == PACKETS_ZLIB ? read_zlib(packets, to, room)
                                           : read_zstd(packets, to, room);
}

/* Ensures that this many bytes are in memory; fewer at the end.  Returns false after a failure. */
static bool need(struct packets *packets, struct packets_stream *stream, size_t bytes) {
    if (stream->end - stream->begin >= bytes)
        return true;
    if (stream->begin > 0)
        memmove(stream->buffer, stream->buffer + stream->begin, stream->end - stream->begin);
    stream->end -= stream->begin;
    stream->begin = 0;
    if (bytes > stream->room) {
        size_t room = bytes > FIRST_ROOM ? bytes + bytes / 4 : FIRST_ROOM;
        char *buffer = array_new(room, 1);
        memcpy(buffer, stream->buffer ? stream->buffer : "", stream->end);
        free(stream->buffer);
        stream->buffer = buffer;
        stream->room = room;
    }
    while (!stream->ended && stream->end < bytes) {
        ssize_t got =
            read_some(packets, stream, stream->buffer + stream->end, stream->room - stream->end);
        if (got < 0)
            return false;
        stream->ended = got == 0;
        stream->end += (size_t)got;
    }
    return true;
}

/* Skips bytes, which may be more than memory holds. */
static bool skip(struct packets *packets, struct packets_stream *stream, uint64_t bytes) {
    while (bytes > 0) {
        size_t part = bytes < FIRST_ROOM ? (size_t)bytes : FIRST_ROOM;
        if (!need(packets, stream, part))
            return false;
        size_t there = stream->end - stream->begin;
        packets->cut = packets->cut || there < part;
        part = there < part ? there : part;
        stream->begin += part;
        bytes = part == 0 ? 0 : bytes - part;
    }
    return true;
}

/* Takes the next packet of a stream.  After damage it cannot find another one. */
static enum packets_state take(struct packets *packets, struct packets_stream *stream,
                               struct slice *packet) {
    for (;;) {
        if (!need(packets, stream, HEADER_BYTES))
            return PACKETS_FAILED;
        struct wire wire = {stream->buffer + stream->begin, stream->buffer + stream->end, false};
        struct wire header = wire;
        uint64_t tag, bytes = 0;
        if (wire.at == wire.end)
            return PACKETS_END;
        bool whole = wire_take_varint(&header, &tag) && wire_take_varint(&header, &bytes);
        if (!whole || (tag & 7) != WIRE_BYTES) {
            packets->cut = packets->cut || (!whole && wire.end - wire.at < HEADER_BYTES);
            packets->damaged = packets->damaged || !packets->cut;
            return PACKETS_END;
        }
        stream->begin += (size_t)(header.at - wire.at);
        packets->count++;
        bool large = bytes > LIMIT_PACKET_BYTES;
        packets->large += large;
        if (large || tag >> 3 != TRACE_PACKET) {
            if (!skip(packets, stream, bytes))
                return PACKETS_FAILED;
            continue;
        }
        if (!need(packets, stream, (size_t)bytes))
            return PACKETS_FAILED;
        if (stream->end - stream->begin < bytes) {
            packets->cut = true;
            return PACKETS_END;
        }
        *packet = (struct slice){stream->buffer + stream->begin, (size_t)bytes};
        stream->begin += (size_t)bytes;
        return PACKETS_MORE;
    }
}

/* The compressed bytes for unpack.h. */

static ssize_t hand_on(void *state, void *to, size_t room) {
    struct slice *left = state;
    size_t bytes = left->bytes < room ? left->bytes : room;
    memcpy(to, left->text, bytes);
    slice_drop(left, bytes);
    return (ssize_t)bytes;
}

static bool rewind_never(void *state) {
    (void)state;
    return false;
}

/* Begins to unpack a packet that holds others (*entered).  Returns false after a failure. */
static bool enter(struct packets *packets, struct slice packet, bool *entered) {
    struct wire wire = wire_open(packet);
    struct wire_field field;
    *entered = false;
    while (!*entered && wire_take(&wire, &field)) {
        if (field.type != WIRE_BYTES ||
            (field.number != PACKET_ZLIB && field.number != PACKET_ZSTD))
            continue;
        *entered = true;
        packets->compressed = field.bytes;
        packets->inner.begin = packets->inner.end = 0;
        packets->inner.ended = false;
        if (field.number == PACKET_ZLIB) {
            packets->zlib = (z_stream){.next_in = (const unsigned char *)field.bytes.text,
                                       .avail_in = (unsigned)field.bytes.bytes};
            if (inflateInit(&packets->zlib) != Z_OK)
                diag_no_memory();
            packets->packed = PACKETS_ZLIB;
            continue;
        }
        bool zstd = slice_begins(field.bytes, "\x28\xb5\x2f\xfd");
        const struct unpack_kind *kind =
            zstd ? unpack_kind_of((const unsigned char *)field.bytes.text, field.bytes.bytes)
                 : NULL;
        const struct unpack_from from = {packets->lines->name, hand_on, rewind_never,
                                         &packets->compressed, true};
        packets->bad += kind == NULL;
        *entered = kind != NULL;
        packets->packed = kind ? PACKETS_ZSTD : PACKETS_PLAIN;
        if (kind && !unpack_open(&packets->zstd, kind, &from))
            return false;
    }
    return true;
}

enum packets_state packets_next(struct packets *packets, struct slice *packet) {
    for (;;) {
        if (packets->packed != PACKETS_PLAIN) {
            bool cut = packets->cut, damaged = packets->damaged;
            enum packets_state state = take(packets, &packets->inner, packet);
            if (state != PACKETS_END)
                return state;
            packets->spoilt = packets->spoilt || packets->cut > cut || packets->damaged > damaged;
            packets->cut = cut;
            packets->damaged = damaged;
            end_inner(packets);
        }
        enum packets_state state = take(packets, &packets->outer, packet);
        bool entered = false;
        if (state == PACKETS_MORE && !enter(packets, *packet, &entered))
            return PACKETS_FAILED;
        if (!entered)
            return state;
    }
}
