/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A play on a terminal: the keys are the commands. */
#ifndef KVSIM_PLAY_SCREEN_H
#define KVSIM_PLAY_SCREEN_H

#include <stdbool.h>

#include "play/game.h"

/* Plays until the player quits.  Returns false when a signal ends it, or after it has reported that
 * the terminal cannot show it. */
bool screen_run(struct game *game);

/* Restores the terminal, if the screen is open.  A signal handler may call it. */
void screen_abandon(void);

#endif
