/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture/jsontexts.h"

#include <stdlib.h>
#include <string.h>

#include "base/memstream.h"
#include "picture/html.h"
#include "report/steptext.h"
#include "report/timeline.h"

uint32_t jsontexts_of_step(struct names *texts, const struct step *step) {
    struct memstream stream;
    memstream_open(&stream);
    steptext_write(stream.stream, step);
    char *text = memstream_close(&stream);
    uint32_t number = names_add(texts, text, stream.bytes);
    free(text);
    return number;
}

void jsontexts_write(FILE *stream, const struct names *texts) {
    fputs("\"backings\":[", stream);
    for (enum backing i = BACKING_NONE; i <= BACKING_VMALLOC; i++)
        fprintf(stream, "%s\"%s\"", i > 0 ? "," : "", memory_backing_name(i));
    fputs("],\n\"actions\":[", stream);
    for (enum action i = 0; i < ACTIONS; i++)
        fprintf(stream, "%s\"%s\"", i > 0 ? "," : "", timeline_action(i));
    fputs("],\n\"texts\":[", stream);
    for (uint32_t i = 0; i < texts->count; i++) {
        size_t bytes;
        const char *text = names_get(texts, i, &bytes);
        fputs(i > 0 ? ",\n" : "\n", stream);
        html_json(stream, text, bytes);
    }
    fputs("]", stream);
}
