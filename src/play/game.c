/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "play/game.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/diag.h"
#include "base/interrupt.h"
#include "engine/passfailure.h"
#include "workload/failure.h"

/* What the pass asks for and tells */

static bool open_chance(void *state, const char *context, const struct rule *rule,
                        struct chance *chance) {
    const struct game *game = state;
    return failure_open(game->seed, 1, context, rule->name, chance);
}

static bool copy_chance(void *state, const struct chance *from, struct chance *to) {
    (void)state;
    return failure_copy(from, to);
}

static void close_chance(void *state, struct chance *chance) {
    (void)state;
    failure_close(chance);
}

static struct game_failure *failure_at(const struct game *game, int context, size_t rule) {
    return &game->failures[(size_t)context * game->selection.count + rule];
}

/* Reports a policy's failure once, however often the play passes it. */
static void take_failure(void *state, const struct pass_failure *failure) {
    struct game *game = state;
    *failure_at(game, game->event.context, failure->rule) =
        (struct game_failure){failure->event_number, failure->time_ns};
    if (game->told[failure->rule])
        return;
    game->told[failure->rule] = true;
    passfailure_report(failure, game->selection.policies[failure->rule]);
}

static void take_step(void *state, const char *context, const struct lane *lane,
                      const struct step *step) {
    struct game *game = state;
    (void)context;
    game->steps[lane - game->pass.tracks[game->event.context].lanes] = *step;
}

/* Checkpoints */

static void drop_checkpoint(struct checkpoint *checkpoint) {
    pass_fini(&checkpoint->pass);
    free(checkpoint);
}

/* Drops the checkpoints after a number. */
static void cut_checkpoints(struct game *game, uint64_t number) {
    while (game->checkpoint_count > 0 &&
           game->checkpoints[game->checkpoint_count - 1]->place.number > number)
        drop_checkpoint(game->checkpoints[--game->checkpoint_count]);
}

/* Keeps every second checkpoint. */
static void thin_checkpoints(struct game *game) {
    size_t kept = 0;
    game->spacing *= 2;
    for (size_t i = 0; i < game->checkpoint_count; i++)
        if (game->checkpoints[i]->place.number % game->spacing == 0)
            game->checkpoints[kept++] = game->checkpoints[i];
        else
            drop_checkpoint(game->checkpoints[i]);
    game->checkpoint_count = kept;
}

/* Keeps a checkpoint of the present, if it is due and not there yet. */
static void keep_checkpoint(struct game *game) {
    size_t count = game->checkpoint_count;
    uint64_t number = game->place.number;
    if (number % game->spacing != 0 ||
        (count > 0 && game->checkpoints[count - 1]->place.number >= number))
        return;
    if (count == GAME_CHECKPOINTS) {
        thin_checkpoints(game);
        keep_checkpoint(game);
        return;
    }
    struct checkpoint *checkpoint = array_new(1, sizeof *checkpoint);
    checkpoint->place = game->place;
    game->checkpoints[game->checkpoint_count++] = checkpoint;
    if (!pass_copy(&checkpoint->pass, &game->pass))
        diag_no_memory();
}

/* Returns the last checkpoint before a number; the first one for 0. */
static const struct checkpoint *checkpoint_before(const struct game *game, uint64_t number) {
    size_t at = game->checkpoint_count - 1;
    while (at > 0 && game->checkpoints[at]->place.number >= number)
        at--;
    return game->checkpoints[at];
}

static void restore(struct game *game, const struct checkpoint *checkpoint) {
    pass_fini(&game->pass);
    if (!pass_copy(&game->pass, &checkpoint->pass))
        diag_no_memory();
    game->place = checkpoint->place;
}

/* Moving */

static bool step(struct game *game) {
    if (!reel_next(&game->reel, &game->place, &game->event))
        return false;
    if (!pass_run(&game->pass, &game->event, 1))
        diag_no_memory();
    game->now_ns = game->event.time_ns;
    keep_checkpoint(game);
    return true;
}

void game_seek(struct game *game, uint64_t number) {
    if (number <= game->place.number)
        restore(game, checkpoint_before(game, number));
    while (game->place.number < number && !interrupt_arrived() && step(game))
        ;
    game->now_ns = game->place.time_ns;
}

void game_go(struct game *game, int64_t time_ns) {
    const struct checkpoint *from = game->checkpoints[0];
    struct event event;
    for (size_t i = 1; i < game->checkpoint_count; i++)
        if (game->checkpoints[i]->place.time_ns <= time_ns)
            from = game->checkpoints[i];
    struct reel_place place = from->place, next = place;
    while (reel_next(&game->reel, &next, &event) && event.time_ns <= time_ns)
        place = next;
    game_seek(game, place.number);
    if (game->place.number == place.number)
        game->now_ns = time_ns;
}

static bool changes_capacity(const struct game *game) {
    for (size_t i = 0; i < game->selection.count; i++) {
        const struct step *done = game_step(game, i);
        if (done && done->before.cap != done->after.cap)
            return true;
    }
    return false;
}

bool game_change(struct game *game) {
    uint64_t number = game->place.number;
    int64_t now_ns = game->now_ns;
    while (!interrupt_arrived() && step(game))
        if (changes_capacity(game))
            return true;
    game_seek(game, number);
    game->now_ns = now_ns;
    return false;
}

/* Own events */

/* Goes to the place after the events just made. */
static size_t follow(struct game *game, size_t made) {
    if (made == 0)
        return 0;
    cut_checkpoints(game, game->place.number);
    game_seek(game, game->place.number + made);
    return made;
}

size_t game_register(struct game *game, size_t count) {
    return follow(game, reel_register(&game->reel, &game->place, (uint8_t)game->context,
                                      game->now_ns, count));
}

size_t game_deregister(struct game *game, size_t count) {
    return follow(game, reel_deregister(&game->reel, &game->place, (uint8_t)game->context,
                                        game->now_ns, count));
}

/* Policies */

static bool can_be_played(const struct selection *selection) {
    if (selection_has_planned(selection))
        diag_error(
            "policy '%s' cannot be played: it needs to know the future, which the player decides",
            POLICY_OPTIMUM);
    else if (selection->count > GAME_POLICIES)
        diag_error("--play takes at most %d policies, not %zu", GAME_POLICIES, selection->count);
    else
        return true;
    return false;
}

static void leave(struct game *game) {
    cut_checkpoints(game, 0);
    if (game->checkpoint_count > 0)
        drop_checkpoint(game->checkpoints[--game->checkpoint_count]);
    pass_fini(&game->pass);
    selection_fini(&game->selection);
    free(game->rules);
    free(game->steps);
    free(game->failures);
    free(game->told);
}

/* Begins at the first event with these policies. */
static void enter(struct game *game, struct selection *selection) {
    size_t count = selection->count;
    game->selection = *selection;
    *selection = (struct selection){.count = 0};
    game->rules = array_new(count, sizeof *game->rules);
    for (size_t i = 0; i < count; i++)
        game->rules[i] = game->selection.policies[i]->rule;
    game->steps = array_new(count, sizeof *game->steps);
    game->failures = array_new(count * (size_t)game->reel.contexts.count, sizeof *game->failures);
    game->told = array_new(count, sizeof *game->told);
    const struct pass_setup setup = {.rules = game->rules,
                                     .rule_count = count,
                                     .machine = &game->machine,
                                     .contexts = &game->reel.contexts,
                                     .receivers = game->receivers,
                                     .receiver_count = 1,
                                     .open_chance = open_chance,
                                     .copy_chance = copy_chance,
                                     .close_chance = close_chance,
                                     .fail = take_failure,
                                     .state = game};
    pass_init(&game->pass, &setup);
    if (!pass_run(&game->pass, &game->event, 0)) /* makes the lanes */
        diag_no_memory();
    game->place = (struct reel_place){.number = 0};
    game->spacing = 1;
    keep_checkpoint(game);
}

bool game_choose(struct game *game, struct selection *selection) {
    uint64_t number = game->place.number;
    int64_t now_ns = game->now_ns;
    if (!can_be_played(selection))
        return false;
    leave(game);
    enter(game, selection);
    game_seek(game, number);
    game->now_ns = now_ns;
    return true;
}

bool game_init(struct game *game, const struct machine *machine, uint64_t seed, struct run *run,
               struct selection *selection) {
    *game = (struct game){.machine = *machine, .seed = seed};
    game->receiver = (struct receiver){.step = take_step, .state = game};
    game->receivers[0] = &game->receiver;
    if (!can_be_played(selection) || !reel_init(&game->reel, run))
        return false;
    game->context = game->reel.contexts.rows[0];
    enter(game, selection);
    return true;
}

void game_fini(struct game *game) {
    leave(game);
    reel_fini(&game->reel);
}

/* Looking */

const struct lane *game_lane(const struct game *game, size_t rule) {
    return &game->pass.tracks[game->context].lanes[rule];
}

const struct step *game_step(const struct game *game, size_t rule) {
    bool is_here = game->place.number > 0 && game->event.context == game->context;
    return is_here && game_lane(game, rule)->ended == LANE_FINE ? &game->steps[rule] : NULL;
}

const struct game_failure *game_failure(const struct game *game, size_t rule) {
    return failure_at(game, game->context, rule);
}

const struct lane *game_lane_at(const struct game *game, size_t at, size_t rule) {
    return &game->checkpoints[at]->pass.tracks[game->context].lanes[rule];
}
