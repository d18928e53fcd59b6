/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A play by lines: commands from standard input, answers to a stream. */
#ifndef KVSIM_PLAY_DIALOGUE_H
#define KVSIM_PLAY_DIALOGUE_H

#include <stdbool.h>
#include <stdio.h>

#include "play/game.h"

/* Plays until the commands end.  Returns false when a signal ends it, or when it cannot read the
 * input, which it has reported. */
bool dialogue_run(struct game *game, FILE *stream);

/* Writes the answer to a command: where the game stands, a remark unless that is NULL, and one line
 * per policy. */
void dialogue_answer(const struct game *game, const char *remark, FILE *stream);

/* Writes where the game stands: the moment, the last event. */
void dialogue_moment(const struct game *game, FILE *stream);

/* Writes what the last event did to a policy, in words. */
void dialogue_words(const struct game *game, size_t rule, FILE *stream);

#endif
