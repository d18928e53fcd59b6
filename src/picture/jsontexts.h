/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of texts in the data of the page; its rows name them by index. */
#ifndef KVSIM_PICTURE_JSONTEXTS_H
#define KVSIM_PICTURE_JSONTEXTS_H

#include <stdio.h>

#include "base/names.h"
#include "engine/counters.h"

/* Returns the index of the text that says what a step did and why (report/steptext.h). */
uint32_t jsontexts_of_step(struct names *texts, const struct step *step);

/* Writes members of an object: "texts", "backings", "actions", each an array. */
void jsontexts_write(FILE *stream, const struct names *texts);

#endif
