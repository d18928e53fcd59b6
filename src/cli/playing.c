/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/playing.h"

#include <unistd.h>

#include "base/output.h"
#include "play/dialogue.h"
#include "play/game.h"
#include "play/screen.h"

/* Begins the game. */
static bool begin(struct game *game, const struct options *options, struct selection *selection,
                  const struct workload *workload, struct tapes *tapes) {
    struct machine machine;
    *game = (struct game){.spacing = 1};
    if (!workload) {
        uint64_t seed = options->seed < 0 ? 1 : (uint64_t)options->seed;
        return workload_read_machine(&machine, options->settings.items, options->settings.count) &&
               game_init(game, &machine, seed, NULL, selection);
    }
    struct run *run = run_new(workload, 1, tapes);
    bool fine = run && game_init(game, &workload->machine, workload->seed, run, selection);
    run_free(run);
    return fine;
}

static bool play(struct game *game) {
    if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO))
        return screen_run(game);
    struct output *output = output_open(NULL);
    bool complete = output && dialogue_run(game, output_stream(output));
    return output && output_commit(output) && complete;
}

bool playing_run(const struct options *options, struct selection *selection,
                 const struct workload *workload, struct tapes *tapes) {
    struct game game;
    bool complete = begin(&game, options, selection, workload, tapes) && play(&game);
    game_fini(&game);
    return complete;
}
