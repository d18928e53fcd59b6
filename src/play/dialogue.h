/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A play by lines: commands from standard input, answers to a stream. */
#ifndef KVSIM_PLAY_DIALOGUE_H
#define KVSIM_PLAY_DIALOGUE_H

#include <stdbool.h>
#include <stdio.h>

#include "play/game.h"

/* Until the commands end.  Returns false when a signal ends it, or the input cannot be read, which
 * has been reported. */
bool dialogue_run(struct game *game, FILE *stream);

/* The answer to a command: where the game stands, a remark unless that is NULL, and a line for each
 * policy. */
void dialogue_answer(const struct game *game, const char *remark, FILE *stream);

/* Where the game stands: the moment, the last event. */
void dialogue_moment(const struct game *game, FILE *stream);

/* What the last event did to a policy, in words. */
void dialogue_words(const struct game *game, size_t rule, FILE *stream);

#endif
