/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of texts in the data of the page; its rows name them by index. */
#ifndef KVSIM_PICTURE_JSONTEXTS_H
#define KVSIM_PICTURE_JSONTEXTS_H

#include <stdio.h>

#include "base/memstream.h"
#include "base/names.h"
#include "engine/counters.h"

/* It must not move. */
struct jsontexts {
    struct names names;
    struct memstream writing; /* the next text */
};

void jsontexts_init(struct jsontexts *texts);
void jsontexts_fini(struct jsontexts *texts);

/* Returns the index of a text. */
uint32_t jsontexts_add(struct jsontexts *texts, const char *text);

/* Returns the index of the text that says what a step did and why (report/steptext.h). */
uint32_t jsontexts_add_step(struct jsontexts *texts, const struct step *step);

/* Writes members of an object: "texts", "backings", "actions", each an array. */
void jsontexts_write(FILE *stream, const struct jsontexts *texts);

#endif
