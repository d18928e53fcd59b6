/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/dump.h"

#include "base/number.h"
#include "report/quote.h"

static void begin(void *state, uint64_t replication, const struct contexts *contexts) {
    struct dump *dump = state;
    (void)replication;
    dump->contexts = contexts;
    fputs("time_s,event,pid,context,name\n", dump->stream);
}

static void dump_event(struct dump *dump, const struct event *event) {
    char time_s[NUMBER_TEXT];
    number_seconds(time_s, event->time_ns);
    fprintf(dump->stream, "%s,%s,%d,%s,", time_s,
            event->kind == EVENT_REGISTER ? "register" : "deregister", (int)event->pid,
            dump->contexts->names[event->context]);
    quote_write(dump->stream, event->name, event->name_bytes);
    fputc('\n', dump->stream);
    if (!dump->seen[event->context]) {
        dump->seen[event->context] = true;
        dump->appeared[dump->count++] = event->context;
    }
}

static void take_events(void *state, const struct event *events, int count) {
    struct dump *dump = state;
    for (int i = 0; i < count; i++)
        dump_event(dump, &events[i]);
}

static bool order_follows(const struct dump *dump) {
    if (dump->count != dump->contexts->count)
        return false;
    for (int i = 0; i < dump->count; i++)
        if (dump->appeared[i] != dump->contexts->rows[i])
            return false;
    return true;
}

static void end(void *state, int64_t end_ns) {
    struct dump *dump = state;
    char time_s[NUMBER_TEXT];
    number_seconds(time_s, end_ns);
    fprintf(dump->stream, "%s,end,,", time_s);
    for (int i = 0; i < dump->contexts->count && !order_follows(dump); i++)
        fprintf(dump->stream, "%s%s", i > 0 ? " " : "",
                dump->contexts->names[dump->contexts->rows[i]]);
    fputs(",\n", dump->stream);
}

struct receiver dump_receiver(struct dump *dump, FILE *stream) {
    *dump = (struct dump){.stream = stream};
    return (struct receiver){.begin = begin, .events = take_events, .end = end, .state = dump};
}
