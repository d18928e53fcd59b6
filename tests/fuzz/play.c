/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The commands of a play, a line each, over a small log in two contexts.  After any commands, the
 * game is in the same state as after going there straight from the beginning.
 */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "play/command.h"
#include "play/dialogue.h"
#include "workload/workload.h"

/* A line can go through a million events. */
enum { MOST_LINES = 60 };

static const char events[] = "time_s,event,pid,context\n"
                             "0,register,1,a\n0,register,2,b\n1,register,3,a\n1,register,4,a\n"
                             "2,register,5,a\n3,deregister,1,a\n3,register,1,b\n4,deregister,4,a\n"
                             "4,deregister,5,a\n5,register,1,a\n6,deregister,2,b\n7,end,,\n";

static struct game game;

/* Returns what the game shows. */
static char *picture(void) {
    char *text = NULL;
    size_t bytes;
    FILE *stream = open_memstream(&text, &bytes);
    dialogue_answer(&game, NULL, stream);
    if (fclose(stream) != 0)
        abort();
    return text;
}

static void check(void) {
    uint64_t number = game.place.number;
    int64_t now_ns = game.now_ns;
    char *before = picture();
    game_seek(&game, 0);
    game_seek(&game, number);
    game.now_ns = now_ns;
    char *after = picture();
    if (strcmp(before, after) != 0 || number > reel_count(&game.reel))
        abort();
    free(before);
    free(after);
}

/* Carries out the lines. */
static void play(char *line) {
    for (int i = 0; i < MOST_LINES && line; i++) {
        const char *remark = NULL;
        char *end = strchr(line, '\n');
        if (end)
            *end = '\0';
        /* Keeps the fuzzer away from files. */
        if (!strpbrk(line, "/.") && command_run(&game, line, &remark) == COMMAND_QUIT)
            break;
        line = end ? end + 1 : NULL;
    }
}

static bool begin(struct tapes *tapes, struct workload *workload) {
    struct selection selection = {.count = 0};
    struct run *run = workload ? run_new(workload, 1, tapes) : NULL;
    bool fine = run && selection_add_default(&selection) &&
                game_init(&game, &workload->machine, workload->seed, run, &selection);
    run_free(run);
    selection_fini(&selection);
    return fine;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
    const char *path = fuzz_file((const uint8_t *)events, sizeof events - 1);
    const struct workload_options options = {.trace = {.offset_ns = TRACE_OFFSET_NS}};
    struct tapes *tapes = tapes_new();
    struct workload *workload = workload_open_trace(path, &options);
    char *lines = strndup((const char *)bytes, count);
    if (!begin(tapes, workload))
        abort();
    play(lines);
    check();
    game_fini(&game);
    free(lines);
    workload_free(workload);
    tapes_free(tapes);
    fuzz_forget();
    return 0;
}
