/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * make-pftrace EVENTS [zlib]: prints a binary Perfetto trace, in which most events are the
 * scheduler's, as on a phone, and one in a hundred concerns a process; the same bytes for the same
 * numbers.  With zlib, its packets are compressed.
 */
#include <inttypes.h>
#include <zlib.h>

#include "../tests/unit/encode.h"

enum { EVENTS_IN_BUNDLE = 600, PROCESSES_ALIVE = 100 };

static uint64_t state = 1;

static int draw(int below) {
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int)((state >> 33) % (uint64_t)below);
}

static void put_switch(struct encode *bundle, uint64_t time_ns) {
    static const char *const comms[] = {"swapper/0", "surfaceflinger", "RenderThread",
                                        "kworker/u16:3"};
    struct encode payload = {0};
    encode_text(&payload, 1, comms[draw(4)]);
    encode_number(&payload, 2, (uint64_t)draw(30000));
    encode_number(&payload, 3, 120);
    encode_number(&payload, 4, (uint64_t)draw(3));
    encode_text(&payload, 5, comms[draw(4)]);
    encode_number(&payload, 6, (uint64_t)draw(30000));
    encode_number(&payload, 7, 120);
    encode_event(bundle, time_ns, draw(30000), ENCODE_SWITCH, &payload);
    encode_fini(&payload);
}

/* A process starts, and the one that did so a hundred processes ago ends. */
static void put_process(struct encode *bundle, uint64_t time_ns, int number) {
    struct encode payload = {0};
    encode_number(&payload, 1, (uint64_t)(1000 + number % 30000));
    encode_text(&payload, 2, "org.app");
    encode_number(&payload, 3, 0x1200000);
    encode_event(bundle, time_ns, 900, ENCODE_NEWTASK, &payload);
    if (number >= PROCESSES_ALIVE) {
        encode_text(&payload, 1, "org.app");
        encode_number(&payload, 2, (uint64_t)(1000 + (number - PROCESSES_ALIVE) % 30000));
        encode_number(&payload, 4, 120);
        encode_event(bundle, time_ns, 900, ENCODE_EXIT, &payload);
    }
    encode_fini(&payload);
}

/* Prints a packet; a compressed one inside another one. */
static void print(struct encode *packet, int compressed) {
    struct encode outer = {0}, field = {0};
    if (compressed) {
        uLong bytes = compressBound((uLong)packet->bytes);
        unsigned char *packed = malloc(bytes);
        if (!packed ||
            compress(packed, &bytes, (unsigned char *)packet->text, (uLong)packet->bytes) != Z_OK)
            abort();
        encode_bytes(&field, 50, packed, bytes);
        encode_message(&outer, 1, &field);
        fwrite(outer.text, 1, outer.bytes, stdout);
        free(packed);
    } else {
        fwrite(packet->text, 1, packet->bytes, stdout);
    }
    packet->bytes = 0;
    encode_fini(&outer);
    encode_fini(&field);
}

int main(int argc, char **argv) {
    long events = argc == 2 || argc == 3 ? strtol(argv[1], NULL, 10) : 0;
    if (events <= 0 || (argc == 3 && strcmp(argv[2], "zlib") != 0)) {
        fputs("usage: make-pftrace EVENTS [zlib]\n", stderr);
        return 2;
    }
    struct encode bundle = {0}, packet = {0};
    uint64_t time_ns = UINT64_C(3600000000000);
    for (long i = 0; i < events; i++) {
        time_ns += (uint64_t)draw(20000);
        if (i % EVENTS_IN_BUNDLE == 0)
            encode_number(&bundle, 1, (uint64_t)(i / EVENTS_IN_BUNDLE % 8));
        if (i % 100 == 0)
            put_process(&bundle, time_ns, (int)(i / 100));
        else
            put_switch(&bundle, time_ns);
        if (i % EVENTS_IN_BUNDLE == EVENTS_IN_BUNDLE - 1 || i == events - 1) {
            encode_packet(&packet, time_ns, 1, &bundle);
            print(&packet, argc == 3);
        }
    }
    encode_fini(&bundle);
    encode_fini(&packet);
    return fflush(stdout) == 0 ? 0 : 3;
}
