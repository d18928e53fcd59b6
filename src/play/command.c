/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "play/command.h"

#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/limits.h"
#include "base/memstream.h"
#include "base/nearest.h"
#include "base/number.h"

struct command {
    char letter;
    const char *argument; /* NULL for none */
    const char *summary;
    /* Moves `count` times, or once.  Returns NULL, or why it cannot, or not that often. */
    const char *(*move)(struct game *game, size_t count);
    /* Chooses by the argument, "" when omitted.  Returns false after it has reported. */
    bool (*choose)(struct game *game, const char *argument);
    enum command_result result; /* when it succeeds */
};

static const char limit_reached[] = "the limit of your own events is reached";

static const char *add(struct game *game, size_t count) {
    return game_register(game, count) == count ? NULL : limit_reached;
}

static const char *take(struct game *game, size_t count) {
    if (game_deregister(game, count) == count)
        return NULL;
    return game->place.own_at == REEL_OWN_EVENTS ? limit_reached : "the vector is empty";
}

static const char *go_on(struct game *game, size_t count) {
    uint64_t left = reel_count(&game->reel) - game->place.number;
    if (left > 0)
        game_seek(game, game->place.number + (count < left ? count : left));
    return count <= left ? NULL : "this is the last event";
}

static const char *go_back(struct game *game, size_t count) {
    uint64_t behind = game->place.number;
    game_seek(game, count < behind ? behind - count : 0);
    return count <= behind ? NULL : "this is the beginning";
}

static const char *go_to_change(struct game *game, size_t count) {
    (void)count;
    return game_change(game) ? NULL : "no further change of a capacity in this context";
}

static bool go_to_time(struct game *game, const char *argument) {
    int64_t time_ns;
    if (number_duration(argument, &time_ns) != NUMBER_OK || time_ns > LIMIT_TIME_NS) {
        diag_error("g needs a time with a unit, such as 74s or 10min, not '%s'", argument);
        return false;
    }
    game_go(game, time_ns);
    return true;
}

static bool choose_policies(struct game *game, const char *argument) {
    struct selection selection = {.count = 0};
    if (!*argument)
        diag_error("p needs a list of policies, such as none,hysteresis");
    bool chosen = *argument && selection_add(&selection, argument) && game_choose(game, &selection);
    selection_fini(&selection);
    return chosen;
}

static bool look_at(struct game *game, const char *argument) {
    const struct contexts *contexts = &game->reel.contexts;
    int at = 0, found = contexts_find(contexts, argument, strlen(argument));
    while (contexts->rows[at] != game->context)
        at++;
    if (!*argument)
        found = contexts->rows[(at + 1) % contexts->count];
    if (found < 0) {
        struct nearest nearest = nearest_to(argument, strlen(argument));
        for (int i = 0; i < contexts->count; i++)
            nearest_offer(&nearest, contexts->names[i]);
        diag_error("unknown context '%s'", argument);
        nearest_hint(&nearest);
        return false;
    }
    game->context = found;
    return true;
}

#define MOVES(function)   .move = function
#define CHOOSES(function) .choose = function
#define GIVES(kind)       .result = COMMAND_##kind

static const struct command commands[] = {
    {'+', "[N]", "register N entries of your own; default 1", MOVES(add)},
    {'-', "[N]", "deregister the N newest entries; default 1", MOVES(take)},
    {'n', "[N]", "go forward N events; default 1", MOVES(go_on)},
    {'b', "[N]", "go back N events; default 1", MOVES(go_back)},
    {'c', NULL, "go to the next change of a capacity in this context", MOVES(go_to_change)},
    {'g', "TIME", "go to a time, such as 74s", CHOOSES(go_to_time)},
    {'p', "LIST", "replace the policies and replay all events so far", CHOOSES(choose_policies)},
    {'x', "[NAME]", "show another context; default: the next one", CHOOSES(look_at)},
    {'s', NULL, "print the state", GIVES(DONE)},
    {'?', NULL, "print this help", GIVES(HELP)},
    {'q', NULL, "quit", GIVES(QUIT)},
};
enum { COMMANDS = sizeof commands / sizeof *commands };

static bool read_count(const char *argument, size_t *count) {
    int64_t number = 1;
    if (*argument && (number_integer(argument, &number) != NUMBER_OK || number < 1)) {
        diag_error("N must be a whole number of at least 1, not '%s'", argument);
        return false;
    }
    *count = (size_t)number;
    return true;
}

static bool carry_out(const struct command *command, struct game *game, const char *argument,
                      const char **remark) {
    size_t count;
    if (command->choose)
        return command->choose(game, argument);
    if (!command->move)
        return true;
    if (!read_count(argument, &count))
        return false;
    *remark = command->move(game, count);
    return true;
}

static const struct command *find(char letter) {
    for (int i = 0; i < COMMANDS; i++)
        if (commands[i].letter == letter)
            return &commands[i];
    return NULL;
}

static const char blanks[] = " \t\r";

/* Returns the length without the blanks at the end. */
static size_t trimmed(const char *text) {
    size_t bytes = strlen(text);
    while (bytes > 0 && strchr(blanks, text[bytes - 1]))
        bytes--;
    return bytes;
}

/* Returns what stands before the letter and what stands after it, without blanks around.  The
 * caller frees it. */
static char *argument_of(const char *number, size_t digits, const char *after) {
    struct memstream argument;
    after += strspn(after, blanks);
    size_t bytes = trimmed(after);
    memstream_open(&argument);
    fprintf(argument.stream, "%.*s%s%.*s", (int)digits, number, digits > 0 && bytes > 0 ? " " : "",
            (int)bytes, after);
    return memstream_close(&argument);
}

enum command_result command_run(struct game *game, const char *line, const char **remark) {
    enum command_result result = COMMAND_WRONG;
    line += strspn(line, blanks);
    if (!*line)
        return COMMAND_DONE;
    size_t digits = strspn(line, "0123456789");
    const char *letter = line + digits + strspn(line + digits, blanks);
    const struct command *command = *letter ? find(*letter) : NULL;
    char *argument = argument_of(line, digits, command ? letter + 1 : letter);
    if (!command) {
        diag_error("unknown command '%.*s'", (int)trimmed(line), line);
        diag_hint("? lists the commands");
    } else if (*argument && !command->argument) {
        diag_error("%c takes no argument, not '%s'", *letter, argument);
    } else if (carry_out(command, game, argument, remark)) {
        result = command->result;
    }
    free(argument);
    return result;
}

void command_help(FILE *stream) {
    for (int i = 0; i < COMMANDS; i++)
        fprintf(stream, "%c %-7s %s\n", commands[i].letter,
                commands[i].argument ? commands[i].argument : "", commands[i].summary);
}
