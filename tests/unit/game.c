/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A game: at any place a step back costs no more than a 64th of the furthest way, and shows what
 * was shown there on the way forward.
 */
#include "play/game.h"

#include <stdlib.h>
#include <string.h>

#include "model/machine.h"
#include "tap.h"

enum { EVENTS = 100000 };

static uint64_t state = 1;

static uint64_t random_below(uint64_t limit) {
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (state >> 33) % limit;
}

/* Returns how many events a step back from here goes through. */
static uint64_t cost_of_back(const struct game *game) {
    uint64_t wanted = game->place.number - 1;
    size_t at = game->checkpoint_count - 1;
    while (at > 0 && game->checkpoints[at]->place.number >= wanted)
        at--;
    return wanted - game->checkpoints[at]->place.number;
}

static bool begin(struct game *game) {
    struct selection selection = {.count = 0};
    const struct machine machine = machine_default();
    struct rule_problem problem;
    const struct rule_text text = {
        .name = "rule", .when = "peak > len * 3 && age > 5", .shrink_to = "len + 7", .for_ns = -1};
    struct policy *policy = calloc(1, sizeof *policy);
    policy->rule = rule_new(&text, &problem);
    selection.policies = malloc(sizeof(struct policy *));
    selection.policies[0] = policy;
    selection.count = 1;
    return game_init(game, &machine, 1, NULL, &selection);
}

int main(void) {
    static struct game game;
    static int64_t caps[EVENTS + 1];
    uint64_t furthest = 0, dear = 0, wrong = 0;
    if (!begin(&game))
        abort();
    while (game.place.number < EVENTS) {
        uint64_t many = random_below(100) ? 1 : 1 + random_below(400);
        for (; many > 0 && game.place.number < EVENTS; many--) {
            if (random_below(2))
                game_register(&game, 1);
            else
                game_deregister(&game, 1);
            caps[game.place.number] = game_lane(&game, 0)->vector.cap;
            uint64_t most = game.place.number < 128 ? 1 : game.place.number / 64;
            dear += game.place.number > 0 && cost_of_back(&game) > most;
        }
    }
    furthest = game.place.number;
    tap_ok(dear == 0, "on the way no step back is dear (%llu are)", (unsigned long long)dear);
    for (int i = 0; i < 1000; i++) {
        uint64_t number = random_below(4)     ? random_below(furthest + 1)
                          : game.place.number ? game.place.number - 1
                                              : 0;
        game_seek(&game, number);
        dear += number > 0 && cost_of_back(&game) > furthest / 64;
        wrong += game.place.number != number || game_lane(&game, 0)->vector.cap != caps[number];
    }
    tap_ok(dear == 0, "nor anywhere else (%llu are)", (unsigned long long)dear);
    tap_ok(wrong == 0, "each place is as it was (%llu are not)", (unsigned long long)wrong);
    tap_ok(game.checkpoint_count <= GAME_CHECKPOINTS, "with %zu checkpoints",
           game.checkpoint_count);
    game_fini(&game);
    return tap_done();
}
