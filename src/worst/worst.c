/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Howard's policy iteration, with stopping.  Let m = p / q be the mean of the most expensive cycle
 * known (at first 0), and let an event that costs c weigh q * c - p.  Every state has a choice: one
 * of its two turns, or to stop.  Its value is the weight of the path that the choices take, 0 where
 * they stop.  A sweep takes the better turns.  If the choices form a cycle, it weighs more than 0:
 * its mean is the next m.  If nothing improves, every cycle weighs at most 0 (add up value(from) >=
 * weight + value(to) along it), and m is the largest mean.
 *
 * Numbers: a cost is below 2^35 (a buffer of 2^13 slots of at most 2^20 bytes, rounded up at most
 * to twice that or by a huge page), q at most 2^24 states, so p, q * c and a weight are below 2^60,
 * and a value, the sum of at most 2^24 of them, below 2^84.
 */
#include "worst/worst.h"

#include <stdlib.h>
#include <string.h>

#include "base/number.h"

const char *const cost_names[COSTS] = {"reallocs", "moves", "copied_bytes"};

/* A state's choice: a turn or STOP.  While cycles are looked for, WALKED marks the states that the
 * walk has been to. */
enum { STOP = TURNS, CHOICE = 3, WALKED = 4 };

struct search {
    const struct graph *graph;
    enum cost cost;
    number_i128 *value;
    uint32_t
        *link; /* of the states on a walk: from where; later: from which each was found first */
    uint8_t *choice;
    int64_t total, events; /* the mean so far, p / q, in lowest terms */
};

static int64_t cost_of(const struct search *search, const struct graph_state *state,
                       enum turn turn) {
    switch (search->cost) {
    case COST_REALLOCS: return action_is_realloc((enum action)state->action[turn]);
    case COST_MOVES: return action_is_move((enum action)state->action[turn]);
    default: return state->copied_bytes[turn];
    }
}

static number_i128 weight_of(const struct search *search, const struct graph_state *state,
                             enum turn turn) {
    return search->events * (number_i128)cost_of(search, state, turn) - search->total;
}

/* Returns the next state by choice; GRAPH_NOWHERE when the state stops. */
static uint32_t follow(const struct search *search, uint32_t number) {
    unsigned choice = search->choice[number] & CHOICE;
    return choice == STOP ? GRAPH_NOWHERE : graph_state(search->graph, number)->next[choice];
}

/* Takes the better choice in one state.  Returns whether there was any. */
static bool improve_state(struct search *search, uint32_t number) {
    const struct graph_state *state = graph_state(search->graph, number);
    number_i128 before = search->value[number], best = before;
    if (best < 0) {
        best = 0;
        search->choice[number] = STOP;
    }
    for (enum turn turn = 0; turn < TURNS; turn++) {
        if (state->next[turn] == GRAPH_NOWHERE)
            continue;
        number_i128 value = weight_of(search, state, turn) + search->value[state->next[turn]];
        if (value > best) {
            best = value;
            search->choice[number] = (uint8_t)turn;
        }
    }
    search->value[number] = best;
    return best > before;
}

/* Takes the better choices in all states.  A sweep against the direction of a path hands a value
 * down all of it.  So sweeps alternate: from the states found last to the first, and back. */
static enum graph_result improve(struct search *search, bool backward, bool *improved) {
    uint32_t count = search->graph->count;
    *improved = false;
    for (uint32_t i = 0; i < count; i++) {
        if (graph_stopped(search->graph, i))
            return GRAPH_STOPPED;
        *improved |= improve_state(search, backward ? count - 1 - i : i);
    }
    return GRAPH_FINE;
}

/* Judges a cycle of choices.  It becomes the worst if it costs more than the known one, or as much
 * and is shorter, or was found sooner. */
static enum graph_result judge(const struct search *search, uint32_t first, struct worst *worst) {
    int64_t total = 0, events = 0, low = INT64_MAX, high = 0;
    uint32_t start = first, at = first;
    do {
        const struct graph_state *state = graph_state(search->graph, at);
        total += cost_of(search, state, search->choice[at] & CHOICE);
        events++;
        low = state->len < low ? state->len : low;
        high = state->len > high ? state->len : high;
        start = at < start ? at : start;
        at = follow(search, at);
    } while (at != first);
    number_i128 more = (number_i128)total * (worst->events > 0 ? worst->events : 1) -
                       (number_i128)worst->total * events;
    bool shorter = events < worst->events || (events == worst->events && start < worst->start);
    if (more < 0 || (more == 0 && !shorter))
        return GRAPH_FINE;
    uint8_t *turns = realloc(worst->turns, (size_t)events);
    if (!turns)
        return GRAPH_NO_MEMORY;
    *worst = (struct worst){
        .total = total, .events = events, .low = low, .high = high, .start = start, .turns = turns};
    at = start;
    for (int64_t i = 0; i < events; i++) {
        turns[i] = search->choice[at] & CHOICE;
        at = follow(search, at);
    }
    return GRAPH_FINE;
}

/* Judges the cycles among the choices, and makes each end at one of its states.  Leaves WALKED set
 * everywhere. */
static enum graph_result break_cycles(struct search *search, struct worst *worst) {
    enum graph_result result = GRAPH_FINE;
    for (uint32_t i = 0; i < search->graph->count && result == GRAPH_FINE; i++) {
        uint32_t at = i;
        if (graph_stopped(search->graph, i))
            return GRAPH_STOPPED;
        for (; at != GRAPH_NOWHERE && !(search->choice[at] & WALKED); at = follow(search, at)) {
            search->choice[at] |= WALKED;
            search->link[at] = i;
        }
        if (at != GRAPH_NOWHERE && search->link[at] == i) {
            result = judge(search, at, worst);
            search->choice[at] = STOP | WALKED;
        }
    }
    return result;
}

/* Works out the values of all choices, which form no cycle.  Clears WALKED. */
static enum graph_result evaluate(struct search *search) {
    for (uint32_t i = 0; i < search->graph->count; i++) {
        uint32_t at = i, from = GRAPH_NOWHERE;
        if (graph_stopped(search->graph, i))
            return GRAPH_STOPPED;
        while (at != GRAPH_NOWHERE && search->choice[at] & WALKED) {
            search->choice[at] &= (uint8_t)~WALKED;
            search->link[at] = from;
            from = at;
            at = follow(search, at);
        }
        number_i128 value = at == GRAPH_NOWHERE ? 0 : search->value[at];
        for (at = from; at != GRAPH_NOWHERE; at = search->link[at]) {
            if (search->choice[at] != STOP)
                value += weight_of(search, graph_state(search->graph, at), search->choice[at]);
            search->value[at] = value;
        }
    }
    return GRAPH_FINE;
}

static enum graph_result iterate(struct search *search, struct worst *worst) {
    for (bool backward = true;; backward = !backward) {
        bool improved;
        enum graph_result result = improve(search, backward, &improved);
        if (result != GRAPH_FINE || !improved)
            return result;
        if ((result = break_cycles(search, worst)) != GRAPH_FINE)
            return result;
        if (worst->events > 0) {
            int64_t divisor =
                (int64_t)number_divisor((uint64_t)worst->total, (uint64_t)worst->events);
            search->total = worst->total / divisor;
            search->events = worst->events / divisor;
        }
        if ((result = evaluate(search)) != GRAPH_FINE)
            return result;
    }
}

/* Puts the shortest prefix from empty before the round. */
static enum graph_result lead_there(const struct search *search, struct worst *worst) {
    const struct graph *graph = search->graph;
    uint32_t *found_from = search->link;
    memset(found_from, 0xff, graph->count * sizeof *found_from);
    for (uint32_t i = 0; i < worst->start; i++)
        for (enum turn turn = 0; turn < TURNS; turn++) {
            uint32_t next = graph_state(graph, i)->next[turn];
            if (next != GRAPH_NOWHERE && found_from[next] == GRAPH_NOWHERE)
                found_from[next] = i;
        }
    for (uint32_t at = worst->start; at > 0; at = found_from[at])
        worst->prefix++;
    uint8_t *turns = realloc(worst->turns, (size_t)(worst->prefix + worst->events));
    if (!turns)
        return GRAPH_NO_MEMORY;
    worst->turns = turns;
    memmove(turns + worst->prefix, turns, (size_t)worst->events);
    uint8_t *turn = turns + worst->prefix;
    for (uint32_t at = worst->start; at > 0; at = found_from[at])
        *--turn = graph_state(graph, found_from[at])->next[TURN_DEREGISTER] == at ? TURN_DEREGISTER
                                                                                  : TURN_REGISTER;
    return GRAPH_FINE;
}

enum graph_result worst_init(struct worst *worst, const struct graph *graph, enum cost cost) {
    struct search search = {.graph = graph, .cost = cost, .total = 0, .events = 1};
    enum graph_result result = GRAPH_NO_MEMORY;
    *worst = (struct worst){0};
    search.value = calloc(graph->count, sizeof *search.value);
    search.link = malloc(graph->count * sizeof *search.link);
    search.choice = malloc(graph->count);
    if (search.value && search.link && search.choice) {
        memset(search.choice, STOP, graph->count);
        result = iterate(&search, worst);
    }
    if (result == GRAPH_FINE && worst->events > 0)
        result = lead_there(&search, worst);
    free(search.value);
    free(search.link);
    free(search.choice);
    return result;
}

void worst_fini(struct worst *worst) {
    free(worst->turns);
}
