/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The packets of a binary Perfetto trace, in order, in memory that does not grow with the file.
 * Packets compressed into another packet (zlib, zstd) replace it.
 */
#ifndef KVSIM_TRACE_PACKETS_H
#define KVSIM_TRACE_PACKETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trace/lines.h"
#include "trace/slice.h"
#include "trace/unpack.h"

#define ZLIB_CONST
#include <zlib.h>

/* Bytes, read as far as the next packet needs. */
struct packets_stream {
    char *buffer;
    size_t begin, end, room;
    bool ended;
};

struct packets {
    struct lines *lines; /* the file, which is not read by lines */
    struct packets_stream outer, inner;
    enum { PACKETS_PLAIN, PACKETS_ZLIB, PACKETS_ZSTD } packed; /* the compression of `inner` */
    struct slice compressed; /* of zstd: the bytes not yet unpacked */
    bool spoilt;             /* unpacking failed before its end */
    z_stream zlib;
    struct unpack zstd;
    uint64_t count; /* of packets, including nested ones */
    uint64_t large; /* longer than LIMIT_PACKET_BYTES: skipped */
    uint64_t bad;   /* compressed packets that cannot be unpacked to their end */
    bool cut;       /* the file ends inside a packet, */
    bool damaged;   /* or continues with something that is no packet */
};

void packets_open(struct packets *packets, struct lines *lines);
void packets_close(struct packets *packets);

enum packets_state { PACKETS_MORE, PACKETS_END, PACKETS_FAILED };

/* Takes the next packet, valid until the next call.  Returns PACKETS_FAILED after a report, or when
 * a signal ends the program. */
enum packets_state packets_next(struct packets *packets, struct slice *packet);

#endif
