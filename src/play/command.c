/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "play/command.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/diag.h"
#include "base/limits.h"
#include "base/nearest.h"
#include "base/number.h"

struct command {
    char letter;
    const char *argument; /* NULL for none */
    const char *summary;
    /* `argument` is "" where it is left out. */
    enum command_result (*run)(struct game *game, const char *argument, const char **remark);
};

static bool read_count(const char *argument, size_t *count) {
    int64_t number = 1;
    if (*argument && (number_integer(argument, &number) != NUMBER_OK || number < 1)) {
        diag_error("how many must be a whole number from 1 on, not '%s'", argument);
        return false;
    }
    *count = (size_t)number;
    return true;
}

static enum command_result add(struct game *game, const char *argument, const char **remark) {
    size_t count;
    if (!read_count(argument, &count))
        return COMMAND_WRONG;
    if (game_register(game, count) == count)
        return COMMAND_DONE;
    *remark = "no more of one's own can be registered";
    return COMMAND_IN_VAIN;
}

static enum command_result take(struct game *game, const char *argument, const char **remark) {
    size_t count;
    if (!read_count(argument, &count))
        return COMMAND_WRONG;
    if (game_deregister(game, count) == count)
        return COMMAND_DONE;
    *remark = "nothing more is registered";
    return COMMAND_IN_VAIN;
}

static enum command_result go_on(struct game *game, const char *argument, const char **remark) {
    size_t count;
    if (!read_count(argument, &count))
        return COMMAND_WRONG;
    uint64_t left = reel_count(&game->reel) - game->place.number;
    if (left > 0)
        game_seek(game, game->place.number + (count < left ? count : left));
    if (count <= left)
        return COMMAND_DONE;
    *remark = "that was the last event";
    return COMMAND_IN_VAIN;
}

static enum command_result go_back(struct game *game, const char *argument, const char **remark) {
    size_t count;
    if (!read_count(argument, &count))
        return COMMAND_WRONG;
    uint64_t behind = game->place.number;
    game_seek(game, count < behind ? behind - count : 0);
    if (count <= behind)
        return COMMAND_DONE;
    *remark = "that is the beginning";
    return COMMAND_IN_VAIN;
}

static enum command_result go_to_change(struct game *game, const char *argument,
                                        const char **remark) {
    (void)argument;
    if (game_change(game))
        return COMMAND_DONE;
    *remark = "nothing changes a capacity any more";
    return COMMAND_IN_VAIN;
}

static enum command_result go_to_time(struct game *game, const char *argument,
                                      const char **remark) {
    int64_t time_ns;
    (void)remark;
    if (number_duration(argument, &time_ns) != NUMBER_OK || time_ns > LIMIT_TIME_NS) {
        diag_error("g takes a time with a unit, such as 74s or 10min, not '%s'", argument);
        return COMMAND_WRONG;
    }
    game_go(game, time_ns);
    return COMMAND_DONE;
}

static enum command_result choose(struct game *game, const char *argument, const char **remark) {
    struct selection selection = {.count = 0};
    (void)remark;
    if (!*argument)
        diag_error("p takes a list of policies, such as none,hysteresis");
    bool chosen = *argument && selection_add(&selection, argument) && game_choose(game, &selection);
    selection_fini(&selection);
    return chosen ? COMMAND_DONE : COMMAND_WRONG;
}

static enum command_result look_at(struct game *game, const char *argument, const char **remark) {
    const struct contexts *contexts = &game->reel.contexts;
    int at = 0, found = contexts_find(contexts, argument, strlen(argument));
    (void)remark;
    while (contexts->rows[at] != game->context)
        at++;
    if (!*argument)
        found = contexts->rows[(at + 1) % contexts->count];
    if (found < 0) {
        struct nearest nearest = nearest_to(argument, strlen(argument));
        for (int i = 0; i < contexts->count; i++)
            nearest_offer(&nearest, contexts->names[i]);
        diag_error("there is no context '%s'", argument);
        nearest_hint(&nearest);
        return COMMAND_WRONG;
    }
    game->context = found;
    return COMMAND_DONE;
}

static enum command_result show(struct game *game, const char *argument, const char **remark) {
    (void)game;
    (void)argument;
    (void)remark;
    return COMMAND_DONE;
}

static enum command_result help(struct game *game, const char *argument, const char **remark) {
    (void)game;
    (void)argument;
    (void)remark;
    return COMMAND_HELP;
}

static enum command_result quit(struct game *game, const char *argument, const char **remark) {
    (void)game;
    (void)argument;
    (void)remark;
    return COMMAND_QUIT;
}

static const struct command commands[] = {
    {'+', "[N]", "register N entries of one's own, 1 if it is left out", add},
    {'-', "[N]", "deregister the N newest entries", take},
    {'n', "[N]", "on by N events", go_on},
    {'b', "[N]", "back by N events", go_back},
    {'c', NULL, "on to the next change of a capacity", go_to_change},
    {'g', "TIME", "go to a time, as in g 74s", go_to_time},
    {'p', "LIST", "other policies; what happened so far is replayed", choose},
    {'x', "[NAME]", "look at another context: the next one if no name is given", look_at},
    {'s', NULL, "show the state", show},
    {'?', NULL, "this help", help},
    {'q', NULL, "quit", quit},
};
enum { COMMANDS = sizeof commands / sizeof *commands };

static const struct command *find(char letter) {
    for (int i = 0; i < COMMANDS; i++)
        if (commands[i].letter == letter)
            return &commands[i];
    return NULL;
}

/* What stands behind the letter, without the blanks around it.  The caller frees it. */
static char *argument_of(const char *line) {
    static const char blanks[] = " \t\r";
    const char *from = line + 1 + strspn(line + 1, blanks);
    size_t bytes = strlen(from);
    while (bytes > 0 && strchr(blanks, from[bytes - 1]))
        bytes--;
    return array_text(from, bytes);
}

enum command_result command_run(struct game *game, const char *line, const char **remark) {
    enum command_result result = COMMAND_WRONG;
    line += strspn(line, " \t\r");
    if (!*line)
        return COMMAND_DONE;
    const struct command *command = find(*line);
    char *argument = argument_of(line);
    if (!command || (*argument && !command->argument)) {
        diag_error(command ? "%c takes nothing: '%s'" : "there is no command %c: '%s'", *line,
                   line);
        diag_hint("? shows the commands");
    } else {
        result = command->run(game, argument, remark);
    }
    free(argument);
    return result;
}

void command_help(FILE *stream) {
    for (int i = 0; i < COMMANDS; i++)
        fprintf(stream, "%c %-7s %s\n", commands[i].letter,
                commands[i].argument ? commands[i].argument : "", commands[i].summary);
}
