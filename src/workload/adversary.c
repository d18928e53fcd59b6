/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kind `adversary`: the stream that costs one policy most per event in the long run. */
#include "workload/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/digest.h"
#include "base/limits.h"
#include "base/memstream.h"
#include "policy/selection.h"
#include "workload/memkeys.h"
#include "workload/placement.h"
#include "workload/tapes.h"
#include "worst/search.h"

/* Entries are a stack: the newest goes first, so an entry's number is the length before it. */
struct adversary {
    const char *name;
    const struct doc_node *against, *context;
    enum cost cost;
    int64_t max_length, every_ns, start_ns, end_ns;
    uint8_t place;
    char *key; /* of the worst case */
    struct tapes *tapes;
    struct worst own;          /* when it is not on the tapes */
    const struct worst *worst; /* on the tapes, or `own` */
    int64_t length, made;      /* live entries; events so far */
};

static bool read_cost(const struct doc_node *node, const struct schema_key *key, void *slot) {
    const char *name;
    if (!schema_text(node, key, &name))
        return false;
    for (enum cost cost = 0; cost < COSTS; cost++)
        if (strcmp(cost_names[cost], name) == 0) {
            *(enum cost *)slot = cost;
            return true;
        }
    return doc_refuse(node, "'cost' must be reallocs, moves or copied_bytes");
}

#define KEY(key, member, read_value, text)                                                         \
    {                                                                                              \
        .name = key, .summary = text, .read = read_value,                                          \
        .offset = offsetof(struct adversary, member)                                               \
    }

static const struct schema_key keys[] = {
    SOURCE_KEYS,
    KEY("context", context, schema_node,
        "context or list of contexts in which all processes register"),
    {.name = "against",
     .summary = "the policy to attack, as for --policy",
     .read = schema_node,
     .offset = offsetof(struct adversary, against),
     .required = true},
    {.name = "cost",
     .summary = "the cost to maximise: reallocs, moves or copied_bytes",
     .read = read_cost,
     .offset = offsetof(struct adversary, cost),
     .required = true},
    {.name = "max_length",
     .summary = "largest number of processes",
     .read = schema_integer,
     .offset = offsetof(struct adversary, max_length),
     .required = true,
     .least = 1,
     .most = LIMIT_WORST_LENGTH},
    {.name = "every",
     .summary = "time between events",
     .read = schema_duration,
     .offset = offsetof(struct adversary, every_ns),
     .required = true},
    KEY("start", start_ns, schema_duration, "time of the first event, default 0s"),
    KEY("end", end_ns, schema_duration,
        "no event after this time, default the workload's duration"),
};

static bool check(const struct adversary *adversary, const struct doc_node *node,
                  const struct source_setup *setup) {
    if (!schema_kind(adversary->against, DOC_SCALAR, "'against'"))
        return false;
    if (adversary->context && adversary->context->kind == DOC_MAPPING)
        return doc_refuse(
            adversary->context,
            "'context' of an adversary must have no weights: its processes register together");
    if (machine_can_fail(setup->machine))
        return doc_refuse(node, "an adversary needs memory without random failures: set the "
                                "probabilities in 'memory' to 0");
    if (adversary->every_ns == 0)
        return doc_refuse(doc_get(node, "every"), "'every' must be above 0s");
    if (adversary->end_ns < 0)
        return doc_refuse(node, "an adversary needs an 'end' when the workload has no 'duration'");
    return true;
}

/* Returns the key: all that decides the stream, in lines. */
static char *key_of(const struct adversary *adversary, const struct source_setup *setup) {
    struct memstream key;
    memstream_open(&key);
    fprintf(key.stream, "%s\n%s\n%d %lld\n", setup->path, adversary->against->scalar,
            (int)adversary->cost, (long long)adversary->max_length);
    for (const struct schema_key *at = memkeys; at < memkeys + memkey_count; at++) {
        struct memkeys_value value = memkeys_value(setup->machine, at);
        switch (value.kind) {
        case MEMKEYS_TEXT: fprintf(key.stream, "%s\n", value.text); break;
        case MEMKEYS_INTEGER: fprintf(key.stream, "%lld\n", (long long)value.integer); break;
        case MEMKEYS_TRUTH: fprintf(key.stream, "%d\n", value.truth); break;
        case MEMKEYS_NUMBER: break; /* a probability, which is 0 */
        }
    }
    return memstream_close(&key);
}

/* Finds the worst case of a policy that has a graph.  Returns false after it has reported. */
static bool search(struct adversary *adversary, const struct doc_node *node,
                   const struct policy *policy, const struct source_setup *setup) {
    struct graph graph;
    enum graph_result result = search_graph(&graph, policy, setup->machine, adversary->max_length);
    if (result == GRAPH_FINE)
        result = search_worst(&adversary->own, &graph, adversary->cost);
    graph_fini(&graph);
    if (result == GRAPH_RULE_FAILED)
        return doc_refuse(adversary->against, "a policy that fails has no worst case");
    if (result == GRAPH_TOO_LARGE) {
        struct place place = doc_place(doc_get(node, "max_length"));
        diag_error_at(
            &place,
            "policy '%s' has more than %lu states up to this length and needs more than 1 GiB",
            policy->rule->name, (unsigned long)LIMIT_GRAPH_STATES);
        diag_hint("give a smaller length");
    }
    if (result == GRAPH_FINE && adversary->own.events == 0) {
        struct place place = doc_place(doc_get(node, "cost"));
        diag_error_at(&place, "no stream of lengths up to %lld keeps costing policy '%s' %s",
                      (long long)adversary->max_length, policy->rule->name,
                      cost_names[adversary->cost]);
        diag_hint("kvsim --worst-case %lld shows the worst cases of policies",
                  (long long)adversary->max_length);
        return false;
    }
    adversary->worst = &adversary->own;
    return result == GRAPH_FINE;
}

static bool find(struct adversary *adversary, const struct doc_node *node,
                 const struct source_setup *setup) {
    struct selection selection = {.count = 0};
    bool fine = selection_add_one(&selection, adversary->against, setup->path);
    if (fine && !graph_has(selection.policies[0]->rule))
        fine = doc_refuse(adversary->against,
                          "an adversary needs a policy that depends on len and cap only");
    fine = fine && search(adversary, node, selection.policies[0], setup);
    selection_fini(&selection);
    return fine;
}

static bool init(void *state, const struct doc_node *node, const struct source_setup *setup) {
    struct adversary *adversary = state;
    struct placement placement = {.drawn = false};
    adversary->name = doc_get(node, "name")->scalar;
    adversary->end_ns = setup->duration_ns;
    if (!schema_read(node, "an adversary source", keys, sizeof keys / sizeof *keys, adversary) ||
        !check(adversary, node, setup) || !placement_init(&placement, adversary->context, setup))
        return false;
    adversary->place = placement_draw(&placement);
    adversary->tapes = setup->tapes;
    adversary->key = key_of(adversary, setup);
    adversary->worst = tapes_find_worst(setup->tapes, adversary->key);
    return adversary->worst || find(adversary, node, setup);
}

static bool record(void *state) {
    struct adversary *adversary = state;
    if (tapes_find_worst(adversary->tapes, adversary->key))
        return true;
    adversary->worst = tapes_keep_worst(adversary->tapes, adversary->key, &adversary->own);
    adversary->own = (struct worst){0};
    return true;
}

/* Event number `made`, from 0, is `made` times `every` after the start. */
static bool next_ns(const struct adversary *adversary, int64_t *time_ns) {
    __int128 next = adversary->start_ns + (__int128)adversary->made * adversary->every_ns;
    *time_ns = (int64_t)next;
    return next <= adversary->end_ns;
}

static enum turn next_turn(const struct adversary *adversary) {
    const struct worst *worst = adversary->worst;
    int64_t round = adversary->made - worst->prefix;
    return worst->turns[round < 0 ? adversary->made : worst->prefix + round % worst->events];
}

static int fill(void *state, struct event *events, int room) {
    struct adversary *adversary = state;
    int count = 0;
    for (int64_t now_ns; count < room && next_ns(adversary, &now_ns); adversary->made++) {
        bool up = next_turn(adversary) == TURN_REGISTER;
        int64_t entry = up ? adversary->length++ : --adversary->length;
        events[count++] = (struct event){.time_ns = now_ns,
                                         .name = adversary->name,
                                         .name_bytes = (uint32_t)strlen(adversary->name),
                                         .entry = (uint32_t)entry,
                                         .context = adversary->place,
                                         .kind = up ? EVENT_REGISTER : EVENT_DEREGISTER};
    }
    return count;
}

static bool digest(void *state, struct digest *digest) {
    const struct worst *worst = ((struct adversary *)state)->worst;
    digest_bytes(digest, (const char *)worst->turns, (size_t)(worst->prefix + worst->events));
    return true;
}

static void fini(void *state) {
    struct adversary *adversary = state;
    worst_fini(&adversary->own);
    free(adversary->key);
}

const struct source_kind adversary_kind = {
    .name = "adversary",
    .summary = "the worst-case stream of one policy",
    .size = sizeof(struct adversary),
    .keys = keys,
    .key_count = sizeof keys / sizeof *keys,
    .init = init,
    .fill = fill,
    .record = record,
    .digest = digest,
    .fini = fini,
};
