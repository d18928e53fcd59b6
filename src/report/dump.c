/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/dump.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/number.h"
#include "base/utf8.h"
#include "report/quote.h"

static void begin(void *state, uint64_t replication, const struct contexts *contexts) {
    struct dump *dump = state;
    (void)replication;
    dump->contexts = contexts;
    fputs("time_s,event,pid,context,name\n", dump->stream);
}

/* Writes a name with blanks for its control characters: a field has no newline, and the reader may
 * be a terminal. */
static void write_name(FILE *stream, const char *name, size_t bytes) {
    if (!utf8_find_control(name, bytes)) {
        quote_write(stream, name, bytes);
        return;
    }
    char *copy = array_text(name, bytes);
    for (char *at = copy; (at = (char *)utf8_find_control(at, bytes - (size_t)(at - copy)));) {
        size_t length = utf8_length(at, bytes - (size_t)(at - copy));
        memset(at, ' ', length);
    }
    quote_write(stream, copy, bytes);
    free(copy);
}

static void dump_event(struct dump *dump, const struct event *event) {
    char time_s[NUMBER_TEXT];
    number_seconds(time_s, event->time_ns);
    fprintf(dump->stream, "%s,%s,%d,%s,", time_s,
            event->kind == EVENT_REGISTER ? "register" : "deregister", (int)event->pid,
            dump->contexts->names[event->context]);
    write_name(dump->stream, event->name, event->name_bytes);
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
