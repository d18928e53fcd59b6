/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands of a play: a letter and its argument, or a number before a letter. */
#ifndef KVSIM_PLAY_COMMAND_H
#define KVSIM_PLAY_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "play/game.h"

enum command_result {
    COMMAND_DONE,
    COMMAND_HELP,
    COMMAND_QUIT,
    COMMAND_WRONG, /* reported; nothing has changed */
};

/* Carries out a line without its newline; an empty line does nothing and returns COMMAND_DONE.
 * Sets *remark to what stood in the way, where the command did nothing, or less than asked for. */
enum command_result command_run(struct game *game, const char *line, const char **remark);

/* Prints the commands, one line each. */
void command_help(FILE *stream);

#endif
