/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture/moments.h"

#include <string.h>

#include "picture/html.h"
#include "picture/jsontexts.h"

struct writer {
    FILE *stream;
    struct jsontexts texts;
    bool any, any_row; /* there is one before: a comma follows it */
};

static void write_lane(void *state, const char *context, const char *policy, uint64_t steps) {
    struct writer *writer = state;
    fputs(writer->any ? "]},\n{\"context\":" : "{\"context\":", writer->stream);
    html_json(writer->stream, context, strlen(context));
    fputs(",\"policy\":", writer->stream);
    html_json(writer->stream, policy, strlen(policy));
    fprintf(writer->stream, ",\"steps\":%llu,\"rows\":[\n", (unsigned long long)steps);
    writer->any = true;
    writer->any_row = false;
}

static uint32_t number_of_text(struct writer *writer, uint64_t number, const struct step *step) {
    return number > 0 ? jsontexts_add_step(&writer->texts, step)
                      : jsontexts_add(&writer->texts, "earlier state not kept");
}

static void write_time(FILE *stream, int64_t ns) {
    char time_s[NUMBER_TEXT];
    number_seconds(time_s, ns);
    number_shorten(time_s);
    fprintf(stream, "\"%s\"", time_s);
}

static void write_step(void *state, uint64_t number, const struct step *step) {
    struct writer *writer = state;
    const struct vector *after = &step->after;
    fprintf(writer->stream, "%s[%llu,", writer->any_row ? ",\n" : "", (unsigned long long)number);
    write_time(writer->stream, step->time_ns);
    fprintf(writer->stream, ",%d,%lld,%lld,%lld,%d,%d,%lu,%lld]", step->registration,
            (long long)after->len, (long long)after->cap, (long long)after->buffer.held_bytes,
            (int)after->buffer.backing, (int)step->action,
            (unsigned long)number_of_text(writer, number, step),
            (long long)(number > 0 ? step->before.cap : after->cap));
    writer->any_row = true;
}

static void write_events(FILE *stream, const struct thin_context *context) {
    html_json(stream, context->name, strlen(context->name));
    fprintf(stream, ":{\"before\":%llu,\"events\":[", (unsigned long long)context->before);
    for (size_t i = 0; i < context->count; i++) {
        fputs(i > 0 ? ",\n[" : "\n[", stream);
        write_time(stream, context->events[i].time_ns);
        fprintf(stream, ",%d]", context->events[i].registration);
    }
    fputs("]}", stream);
}

/* Writes the texts of steps that only take or leave a slot. */
static void write_plain(struct writer *writer) {
    const struct vector one = {.len = 1, .cap = 1}, none = {.cap = 1};
    const struct step leave = {.before = one, .after = none};
    const struct step take = {.registration = true, .before = none, .after = one};
    fprintf(writer->stream, "\"plain\":[%lu,%lu],\n",
            (unsigned long)jsontexts_add_step(&writer->texts, &leave),
            (unsigned long)jsontexts_add_step(&writer->texts, &take));
}

void moments_write(const struct thin *thin, const struct results *results, const struct cell *cell,
                   FILE *stream) {
    struct writer writer = {.stream = stream};
    const struct thin_taker taker = {write_lane, write_step, &writer};
    jsontexts_init(&writer.texts);
    fprintf(stream, "{\"element\":%lld,\"lanes\":[\n",
            (long long)cell->workload->machine.element_size);
    thin_tell(thin, results, cell, thin->whole, &taker);
    fputs(writer.any ? "]}],\n" : "],\n", stream);
    for (size_t i = 0; thin->whole && i < thin->context_count; i++) {
        fputs(i > 0 ? ",\n" : "\"contexts\":{", stream);
        write_events(stream, &thin->contexts[i]);
        fputs(i + 1 == thin->context_count ? "},\n" : "", stream);
    }
    write_plain(&writer);
    jsontexts_write(stream, &writer.texts);
    fputs("}\n", stream);
    jsontexts_fini(&writer.texts);
}
