/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture/jsontexts.h"

#include <stdlib.h>
#include <string.h>

#include "picture/html.h"
#include "report/steptext.h"
#include "report/timeline.h"

void jsontexts_init(struct jsontexts *texts) {
    texts->names = (struct names){0};
    memstream_open(&texts->writing);
}

void jsontexts_fini(struct jsontexts *texts) {
    free(memstream_close(&texts->writing));
    names_fini(&texts->names);
}

uint32_t jsontexts_add(struct jsontexts *texts, const char *text) {
    return names_add(&texts->names, text, strlen(text));
}

uint32_t jsontexts_add_step(struct jsontexts *texts, const struct step *step) {
    size_t bytes;
    steptext_write(texts->writing.stream, step);
    const char *text = memstream_take(&texts->writing, &bytes);
    return names_add(&texts->names, text, bytes);
}

void jsontexts_write(FILE *stream, const struct jsontexts *texts) {
    fputs("\"backings\":[", stream);
    for (enum backing i = BACKING_NONE; i <= BACKING_VMALLOC; i++)
        fprintf(stream, "%s\"%s\"", i > 0 ? "," : "", memory_backing_name(i));
    fputs("],\n\"actions\":[", stream);
    for (enum action i = 0; i < ACTIONS; i++)
        fprintf(stream, "%s\"%s\"", i > 0 ? "," : "", timeline_action(i));
    fputs("],\n\"texts\":[", stream);
    for (uint32_t i = 0; i < texts->names.count; i++) {
        size_t bytes;
        const char *text = names_get(&texts->names, i, &bytes);
        fputs(i > 0 ? ",\n" : "\n", stream);
        html_json(stream, text, bytes);
    }
    fputs("]", stream);
}
