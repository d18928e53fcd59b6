/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "play/dialogue.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/interrupt.h"
#include "base/limits.h"
#include "base/number.h"
#include "base/utf8.h"
#include "play/command.h"
#include "report/steptext.h"
#include "report/timeline.h"

/* Answers */

static void write_seconds(FILE *stream, int64_t ns) {
    char text[NUMBER_TEXT];
    number_seconds(text, ns);
    number_shorten(text);
    fprintf(stream, "%s s", text);
}

static void write_context(FILE *stream, const struct game *game, int context) {
    const struct contexts *contexts = &game->reel.contexts;
    utf8_show(stream, contexts->names[context], contexts->bytes[context]);
}

void dialogue_moment(const struct game *game, FILE *stream) {
    fputs("at ", stream);
    write_seconds(stream, game->now_ns);
    fprintf(stream, ", event %llu of %llu", (unsigned long long)game->place.number,
            (unsigned long long)reel_count(&game->reel));
    if (game->place.number == 0)
        return;
    fprintf(stream, ": %s%s in ", reel_is_own(&game->reel, &game->place) ? "own " : "",
            game->event.kind == EVENT_REGISTER ? "register" : "deregister");
    write_context(stream, game, game->event.context);
    if (game->now_ns > game->place.time_ns) {
        fputs(" at ", stream);
        write_seconds(stream, game->place.time_ns);
    }
}

void dialogue_words(const struct game *game, size_t rule, FILE *stream) {
    const struct step *step = game_step(game, rule);
    if (game_lane(game, rule)->ended != LANE_FINE) {
        fprintf(stream, "failed at event %llu, at ",
                (unsigned long long)game_failure(game, rule)->event_number);
        write_seconds(stream, game_failure(game, rule)->time_ns);
    } else if (step) {
        steptext_write(stream, step);
    } else if (game->place.number == 0) {
        fputs("no event yet", stream);
    } else {
        fputs("the last event was not in ", stream);
        write_context(stream, game, game->context);
    }
}

static void write_policy(const struct game *game, size_t rule, int width, FILE *stream) {
    const struct lane *lane = game_lane(game, rule);
    const struct vector *vector = &lane->vector;
    const struct step *step = game_step(game, rule);
    enum action action = step ? step->action : ACTION_NONE;
    int written = fprintf(stream, "%s:", lane->rule->name);
    fprintf(stream, "%*s ", width > written ? width - written : 0, "");
    if (lane->ended == LANE_FINE)
        fprintf(stream, "len=%lld cap=%lld held_bytes=%lld backing=%s moved=%d action=%s; ",
                (long long)vector->len, (long long)vector->cap,
                (long long)vector->buffer.held_bytes, memory_backing_name(vector->buffer.backing),
                action_is_move(action), timeline_action(action));
    dialogue_words(game, rule, stream);
    fputc('\n', stream);
}

void dialogue_answer(const struct game *game, const char *remark, FILE *stream) {
    size_t width = 0;
    dialogue_moment(game, stream);
    fprintf(stream, "%s%s\n", remark ? "; " : "", remark ? remark : "");
    for (size_t i = 0; i < game->selection.count; i++)
        if (strlen(game->rules[i]->name) >= width)
            width = strlen(game->rules[i]->name) + 1;
    for (size_t i = 0; i < game->selection.count; i++)
        write_policy(game, i, (int)width, stream);
}

/* Commands */

/* Lines of standard input, read as they come. */
struct intake {
    char bytes[LIMIT_LINE_BYTES];
    size_t at, count;
    bool ended;
};

enum { DELETE = '\x7f' };

/* Reads on.  Returns false when a signal ends it, or after it has reported. */
static bool fill(struct intake *intake) {
    memmove(intake->bytes, intake->bytes + intake->at, intake->count - intake->at);
    intake->count -= intake->at;
    intake->at = 0;
    if (!interrupt_await(STDIN_FILENO))
        return false;
    size_t room = sizeof intake->bytes - 1 - intake->count; /* without the NUL */
    if (room == 0) {
        diag_error("a command can have at most %zu bytes", sizeof intake->bytes - 1);
        return false;
    }
    char *read_to = intake->bytes + intake->count;
    ssize_t got = read(STDIN_FILENO, read_to, room);
    if (got < 0 && errno == EINTR) /* the next wait checks the signal */
        return true;
    if (got < 0)
        diag_system("cannot read standard input: %s", strerror(errno));
    for (ssize_t i = 0; i < got; i++)
        if (read_to[i] == '\0') /* no command has it, and it must not end one */
            read_to[i] = DELETE;
    intake->ended = got == 0;
    intake->count += got > 0 ? (size_t)got : 0;
    return got >= 0;
}

/* Returns the next line; NULL at the end, or when it cannot be read: *fine says which. */
static const char *next_line(struct intake *intake, bool *fine) {
    char *line = intake->bytes + intake->at;
    char *end = memchr(line, '\n', intake->count - intake->at);
    while (!end && !intake->ended) {
        if (!(*fine = fill(intake)))
            return NULL;
        line = intake->bytes;
        end = memchr(line, '\n', intake->count);
    }
    if (!end && intake->at == intake->count)
        return NULL;
    if (!end)
        end = intake->bytes + intake->count;
    *end = '\0';
    intake->at = (size_t)(end - intake->bytes) + 1;
    if (intake->at > intake->count)
        intake->at = intake->count;
    return line;
}

/* Carries out a line and answers.  Returns false when it was the last one. */
static bool obey(struct game *game, const char *line, FILE *stream) {
    const char *remark = NULL;
    if (line[strspn(line, " \t\r")] == '\0')
        return true;
    enum command_result result = command_run(game, line, &remark);
    switch (result) {
    case COMMAND_DONE: dialogue_answer(game, remark, stream); break;
    case COMMAND_HELP: command_help(stream); break;
    case COMMAND_QUIT:
    case COMMAND_WRONG: break;
    }
    fflush(stream);
    return result != COMMAND_QUIT;
}

bool dialogue_run(struct game *game, FILE *stream) {
    static struct intake intake;
    bool fine = true;
    const char *line;
    while (!interrupt_arrived() && (line = next_line(&intake, &fine)) && obey(game, line, stream))
        ;
    return fine && !interrupt_arrived();
}
