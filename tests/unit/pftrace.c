/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Binary Perfetto traces.  Random jobs, written as ftrace's text and as binary traces (packets in
 * another order, compressed or not), must give the same events.  Unknown fields, garbage and false
 * lengths must not change the events; cuts and damage must be survived.
 */
#include <unistd.h>
#include <zlib.h>

#include "base/diag.h"
#include "encode.h"
#include "tap.h"
#include "trace/trace.h"

static uint64_t random_state = 7;

static unsigned draw(unsigned below) {
    random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)((random_state >> 33) % below);
}

static char path[] = "/tmp/kvsim-pftrace.XXXXXX";

static void write_file(const void *bytes, size_t count) {
    FILE *file = fopen(path, "w");
    if (!file || fwrite(bytes, 1, count, file) != count || fclose(file) != 0)
        abort();
}

/* Returns the result of reading a trace, as text: its events, or "refused". */
static char *events_of(const void *bytes, size_t count) {
    const struct trace_options options = {.offset_ns = 0, .silent = true};
    struct contexts contexts = {.open = true};
    struct trace trace;
    struct event events[EVENT_BATCH];
    char *text;
    size_t text_bytes;
    FILE *stream = open_memstream(&text, &text_bytes);
    write_file(bytes, count);
    diag_capture_begin();
    if (trace_init(&trace, path, &options, &contexts))
        for (int got; (got = trace_fill(&trace, events, EVENT_BATCH)) > 0;)
            for (int i = 0; i < got; i++)
                fprintf(stream, "%lld %d %d %s %.*s\n", (long long)events[i].time_ns,
                        events[i].kind, events[i].pid, contexts.names[events[i].context],
                        (int)events[i].name_bytes, events[i].name);
    else
        fputs("refused", stream);
    trace_fini(&trace);
    contexts_fini(&contexts);
    size_t said;
    free(diag_capture_end(&said));
    fclose(stream);
    return text;
}

/* A job, written twice. */
struct job {
    struct encode text;
    struct encode bundles[4]; /* of four processors */
    uint64_t time_ns;
};

static void say(struct job *job, int task, const char *event, const char *fields) {
    char line[512];
    int bytes = snprintf(line, sizeof line, "  a task-%d [000] ..... %llu.%09llu: %s: %s\n", task,
                         (unsigned long long)(job->time_ns / 1000000000),
                         (unsigned long long)(job->time_ns % 1000000000), event, fields);
    encode_raw(&job->text, line, (size_t)bytes);
}

static void tell(struct job *job, int task, unsigned kind, struct encode *payload) {
    encode_event(&job->bundles[draw(4)], job->time_ns, task, kind, payload);
}

static void start(struct job *job, int task, int pid, bool thread) {
    struct encode payload = {0};
    char fields[256];
    unsigned flags = thread ? 0x3d0f00 : 0x1200000;
    snprintf(fields, sizeof fields, "pid=%d comm=n%d clone_flags=%x oom_score_adj=0", pid, task,
             flags);
    say(job, task, "task_newtask", fields);
    snprintf(fields, sizeof fields, "n%d", task);
    encode_number(&payload, 1, (uint64_t)pid);
    encode_text(&payload, 2, fields);
    encode_number(&payload, 3, flags);
    tell(job, task, ENCODE_NEWTASK, &payload);
    encode_fini(&payload);
}

static void execute(struct job *job, int pid) {
    struct encode payload = {0};
    char fields[256];
    unsigned number = draw(100);
    snprintf(fields, sizeof fields, "filename=/bin/x%u pid=%d old_pid=%d", number, pid, pid);
    say(job, pid, "sched_process_exec", fields);
    snprintf(fields, sizeof fields, "/bin/x%u", number);
    encode_text(&payload, 1, fields);
    encode_number(&payload, 2, (uint64_t)pid);
    encode_number(&payload, 3, (uint64_t)pid);
    tell(job, pid, ENCODE_EXEC, &payload);
    encode_fini(&payload);
}

static void name(struct job *job, int pid) {
    struct encode payload = {0};
    char fields[256];
    unsigned number = draw(100);
    snprintf(fields, sizeof fields, "pid=%d oldcomm=a newcomm=r%u oom_score_adj=0", pid, number);
    say(job, pid, "task_rename", fields);
    snprintf(fields, sizeof fields, "r%u", number);
    encode_number(&payload, 1, (uint64_t)pid);
    encode_text(&payload, 2, "a");
    encode_text(&payload, 3, fields);
    tell(job, pid, ENCODE_RENAME, &payload);
    encode_fini(&payload);
}

/* Writes the end of a task, or that nothing refers to it any more. */
static void end(struct job *job, int pid, bool frees) {
    struct encode payload = {0};
    char fields[256];
    snprintf(fields, sizeof fields, "comm=e pid=%d prio=120", pid);
    say(job, frees ? 0 : pid, frees ? "sched_process_free" : "sched_process_exit", fields);
    encode_text(&payload, 1, "e");
    encode_number(&payload, 2, (uint64_t)pid);
    if (draw(2))
        encode_text(&payload, 77, "of a later version");
    tell(job, frees ? 0 : pid, frees ? ENCODE_FREE : ENCODE_EXIT, &payload);
    encode_fini(&payload);
}

static void make_job(struct job *job) {
    static const uint64_t steps_ns[] = {1, 900, 1000000, 300000000};
    *job = (struct job){.time_ns = 1000000000};
    for (int i = 0; i < 60; i++) {
        int task = 10 + (int)draw(8), pid = 10 + (int)draw(8);
        job->time_ns += steps_ns[draw(4)];
        switch (draw(8)) {
        case 0:
        case 1:
        case 2: start(job, task, pid, draw(3) == 0); break;
        case 3: execute(job, pid); break;
        case 4: name(job, pid); break;
        case 5: end(job, pid, true); break;
        default: end(job, pid, false); break;
        }
    }
}

/* Puts packets into another one, compressed. */
static void compress_into(struct encode *trace, struct encode *packets) {
    uLong bytes = compressBound((uLong)packets->bytes);
    unsigned char *packed = malloc(bytes);
    struct encode packet = {0};
    if (!packed ||
        compress(packed, &bytes, (unsigned char *)packets->text, (uLong)packets->bytes) != Z_OK)
        abort();
    encode_bytes(&packet, 50, packed, bytes);
    encode_message(trace, 1, &packet);
    packets->bytes = 0;
    encode_fini(&packet);
    free(packed);
}

static void make_trace(struct encode *trace, struct job *job, bool compressed) {
    struct encode packets = {0}, noise = {0};
    unsigned first = draw(4);
    encode_number(&noise, 3, 12345);
    encode_packet(trace, 5, 45, &noise);
    for (unsigned i = 0; i < 4; i++) {
        struct encode *to = compressed ? &packets : trace;
        struct encode bundle = {0};
        encode_number(&bundle, 1, (first + i) % 4);
        encode_raw(&bundle, job->bundles[(first + i) % 4].text,
                   job->bundles[(first + i) % 4].bytes);
        encode_packet(to, 7, 1, &bundle);
        encode_fini(&bundle);
        if (compressed && draw(2))
            compress_into(trace, &packets);
    }
    if (packets.bytes > 0)
        compress_into(trace, &packets);
    encode_fini(&packets);
    encode_fini(&noise);
}

static void free_job(struct job *job) {
    encode_fini(&job->text);
    for (int i = 0; i < 4; i++)
        encode_fini(&job->bundles[i]);
}

/* The same job as text and as binary. */
static bool is_alike(bool compressed) {
    struct job job;
    struct encode trace = {0};
    make_job(&job);
    char *text = events_of(job.text.text, job.text.bytes);
    make_trace(&trace, &job, compressed);
    char *binary = events_of(trace.text, trace.bytes);
    bool alike = strcmp(text, binary) == 0;
    if (!alike)
        printf("# text:\n%s# binary:\n%s# of\n%.*s", text, binary, (int)job.text.bytes,
               job.text.text);
    free(text);
    free(binary);
    encode_fini(&trace);
    free_job(&job);
    return alike;
}

static void check_jobs(void) {
    enum { JOBS = 300 };
    int alike = 0;
    while (alike < JOBS && is_alike(alike % 2))
        alike++;
    tap_ok(alike == JOBS, "%d random jobs are told alike as text and as binary", JOBS);
}

/* A trace cut anywhere, and one with any byte changed, ends without a fault. */
static void check_damage(void) {
    struct job job;
    for (int compressed = 0; compressed < 2; compressed++) {
        struct encode trace = {0};
        make_job(&job);
        make_trace(&trace, &job, compressed);
        for (size_t bytes = 1; bytes < trace.bytes; bytes += 1 + draw(9))
            free(events_of(trace.text, bytes));
        for (int i = 0; i < 300; i++) {
            size_t at = draw((unsigned)trace.bytes);
            char before = trace.text[at];
            trace.text[at] = (char)draw(256);
            free(events_of(trace.text, trace.bytes));
            trace.text[at] = before;
        }
        encode_fini(&trace);
        free_job(&job);
    }
    tap_ok(true, "cuts and damage are survived");
}

/* One start and one death, in a trace that `wrap` makes. */
static void check_wrapped(const char *what,
                          void (*wrap)(struct encode *trace, struct encode *packet)) {
    struct encode trace = {0}, packet = {0}, bundle = {0}, payload = {0};
    encode_number(&payload, 1, 20);
    encode_text(&payload, 2, "app");
    encode_number(&payload, 3, 0x1200000);
    encode_event(&bundle, 5000, 19, ENCODE_NEWTASK, &payload);
    encode_number(&payload, 2, 20);
    encode_event(&bundle, 7000, 20, ENCODE_EXIT, &payload);
    encode_packet(&packet, 1, 1, &bundle);
    wrap(&trace, &packet);
    char *text = events_of(trace.text, trace.bytes);
    tap_ok(strcmp(text, "0 0 20 binder app\n2000 1 20 binder app\n") == 0, "%s", what);
    free(text);
    encode_fini(&trace);
    encode_fini(&packet);
    encode_fini(&bundle);
    encode_fini(&payload);
}

/* A packet of 17 MiB is skipped, and one of 3 MiB is read. */
static void wrap_large(struct encode *trace, struct encode *packet) {
    struct encode large = {0}, field = {0};
    char *zeros = calloc(17, 1 << 20);
    encode_bytes(&field, 900, zeros, (size_t)3 << 20);
    encode_message(trace, 1, &field);
    encode_bytes(&large, 900, zeros, (size_t)17 << 20);
    encode_message(trace, 1, &large);
    encode_raw(trace, packet->text, packet->bytes);
    free(zeros);
    encode_fini(&large);
    encode_fini(&field);
}

/* All wire types, of fields that no version has, in the trace and in a packet. */
static void wrap_unknown(struct encode *trace, struct encode *packet) {
    struct encode unknown = {0};
    encode_number(&unknown, 998, UINT64_MAX);
    encode_varint(&unknown, 997 << 3 | 1);
    encode_raw(&unknown, "12345678", 8);
    encode_varint(&unknown, 996 << 3 | 5);
    encode_raw(&unknown, "1234", 4);
    encode_message(trace, 1, &unknown);
    encode_text(trace, 2, "a field of the trace that is no packet");
    encode_raw(trace, packet->text, packet->bytes);
    encode_fini(&unknown);
}

/* zstd, as a frame of one raw block: the size in a byte, then last, raw, size. */
static void zstd_into(struct encode *trace, struct encode *packet, bool damaged) {
    struct encode frame = {0}, field = {0};
    const unsigned char head[] = {0x28, 0xb5, 0x2f, 0xfd, 0x20, (unsigned char)packet->bytes};
    uint32_t block = (uint32_t)packet->bytes << 3 | (damaged ? 7 : 1); /* 3 << 1: no type */
    const unsigned char size[] = {(unsigned char)block, (unsigned char)(block >> 8),
                                  (unsigned char)(block >> 16)};
    encode_raw(&frame, head, sizeof head);
    encode_raw(&frame, size, sizeof size);
    encode_raw(&frame, packet->text, packet->bytes);
    encode_message(&field, 133, &frame);
    encode_message(trace, 1, &field);
    encode_fini(&frame);
    encode_fini(&field);
}

static void wrap_zstd(struct encode *trace, struct encode *packet) {
    zstd_into(trace, packet, false);
}

/* Data that cannot be unpacked end their own packet, and no other. */
static void wrap_damaged(struct encode *trace, struct encode *packet) {
    struct encode field = {0};
    encode_text(&field, 50, "no zlib");
    encode_message(trace, 1, &field);
    zstd_into(trace, packet, true);
    encode_raw(trace, packet->text, packet->bytes);
    encode_fini(&field);
}

/* The first packet begins with its time, and is longer than what the format is recognised by. */
static void wrap_long(struct encode *trace, struct encode *packet) {
    struct encode large = {0};
    char *zeros = calloc(1, 1 << 20);
    encode_bytes(&large, 900, zeros, 1 << 20);
    encode_packet(trace, 5, 45, &large);
    encode_raw(trace, packet->text, packet->bytes);
    free(zeros);
    encode_fini(&large);
}

/* A line of Android's log with an argument that is too long is skipped: without that argument, its
 * numbers would be read as those of another version. */
static void wrap_log(struct encode *trace, struct encode *packet) {
    static const uint64_t numbers[] = {0, 77, 10001};
    struct encode log = {0}, event = {0}, argument = {0};
    char *name = calloc(1, 70000);
    encode_number(&event, 1, 2);
    encode_number(&event, 2, 1000);
    encode_number(&event, 5, 9000);
    encode_text(&event, 6, "am_proc_start");
    for (int i = 0; i < 3; i++) {
        encode_number(&argument, 2, numbers[i]);
        encode_message(&event, 9, &argument);
    }
    encode_bytes(&argument, 4, memset(name, 'a', 70000), 70000);
    encode_message(&event, 9, &argument);
    encode_message(&log, 1, &event);
    encode_raw(trace, packet->text, packet->bytes);
    encode_packet(trace, 5, 39, &log);
    free(name);
    encode_fini(&argument);
    encode_fini(&event);
    encode_fini(&log);
}

/* What follows is no packet, or has a length beyond the file. */
static void wrap_garbage(struct encode *trace, struct encode *packet) {
    encode_text(trace, 1, "\x18\x01");
    encode_raw(trace, packet->text, packet->bytes);
    encode_raw(trace, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 12);
}

static void wrap_lie(struct encode *trace, struct encode *packet) {
    encode_raw(trace, packet->text, packet->bytes);
    encode_varint(trace, 1 << 3 | 2);
    encode_varint(trace, UINT64_MAX);
    encode_raw(trace, "short", 5);
}

int main(void) {
    int file = mkstemp(path);
    if (file < 0)
        return 1;
    close(file);
    check_jobs();
    check_damage();
    check_wrapped("large packets", wrap_large);
    check_wrapped("unknown fields of all wire types are skipped", wrap_unknown);
    check_wrapped("packets compressed by zstd", wrap_zstd);
    check_wrapped("compressed packets that are damaged", wrap_damaged);
    check_wrapped("a first packet longer than is looked at", wrap_long);
    check_wrapped("an event of Android's log that is too long", wrap_log);
    check_wrapped("garbage behind the last packet", wrap_garbage);
    check_wrapped("a length that lies", wrap_lie);
    unlink(path);
    return tap_done();
}
