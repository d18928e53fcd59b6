/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture/freeplay.h"

#include <string.h>

#include "base/diag.h"
#include "base/plural.h"
#include "picture/html.h"
#include "picture/jsontexts.h"
#include "worst/graph.h"

/* The most policies that a reader can compare at once, and that the page can afford. */
enum { MOST_POLICIES = 8 };

static struct vector vector_of(const struct graph_state *state) {
    return (struct vector){
        .len = state->len,
        .cap = state->cap,
        .buffer = {(enum backing)state->backing, state->huge, state->held_bytes}};
}

/* Returns what a turn made of a state, as a lane's step. */
static struct step step_of(const struct graph *graph, uint32_t from, enum turn turn) {
    const struct graph_state *before = graph_state(graph, from);
    const struct graph_state *after = graph_state(graph, before->next[turn]);
    struct step step = {.registration = turn == TURN_REGISTER,
                        .action = (enum action)before->action[turn],
                        .copied_bytes = before->copied_bytes[turn],
                        .before = vector_of(before),
                        .after = vector_of(after)};
    if (step.action == ACTION_NOOP) {
        struct view view = graph->view;
        view.value[VIEW_LEN] = after->len;
        view.value[VIEW_CAP] = before->cap;
        rule_target(graph->setup.rule, &view, &step.target);
    }
    return step;
}

static void write_turn(FILE *stream, const struct graph *graph, uint32_t from, enum turn turn,
                       struct jsontexts *texts) {
    uint32_t next = graph_state(graph, from)->next[turn];
    if (next == GRAPH_NOWHERE) {
        fputs(",-1,-1", stream);
        return;
    }
    struct step step = step_of(graph, from, turn);
    fprintf(stream, ",%lu,%lu", (unsigned long)next,
            (unsigned long)jsontexts_add_step(texts, &step));
}

static void write_graph(FILE *stream, const struct graph *graph, struct jsontexts *texts) {
    const char *name = graph->setup.rule->name;
    fputs("{\"name\":", stream);
    html_json(stream, name, strlen(name));
    fputs(",\"states\":[", stream);
    for (uint32_t i = 0; i < graph->count; i++) {
        const struct graph_state *state = graph_state(graph, i);
        fprintf(stream, "%s\n[%d,%d,%lld,%d", i > 0 ? "," : "", state->len, state->cap,
                (long long)state->held_bytes, state->backing);
        write_turn(stream, graph, i, TURN_REGISTER, texts);
        write_turn(stream, graph, i, TURN_DEREGISTER, texts);
        fputc(']', stream);
    }
    fputs("]}", stream);
}

/* Writes one policy.  Returns false when its arithmetic fails somewhere. */
static bool write_policy(FILE *stream, const struct rule *rule, const struct machine *machine,
                         bool first, struct jsontexts *texts) {
    const struct graph_setup setup = {
        .rule = rule, .machine = machine, .max_length = FREEPLAY_LENGTH};
    struct graph graph;
    enum graph_result result = graph_init(&graph, &setup);
    if (result == GRAPH_NO_MEMORY)
        diag_no_memory();
    if (result == GRAPH_FINE) {
        fputs(first ? "" : ",\n", stream);
        write_graph(stream, &graph, texts);
    }
    graph_fini(&graph);
    return result == GRAPH_FINE;
}

bool freeplay_write(struct policy *const *policies, size_t count, const struct machine *machine,
                    FILE *stream, FILE *left_out) {
    struct jsontexts texts;
    size_t written = 0, left = 0, further = 0;
    jsontexts_init(&texts);
    fprintf(stream, "{\"element\":%lld,\"policies\":[\n", (long long)machine->element_size);
    for (size_t i = 0; i < count; i++) {
        const struct rule *rule = policies[i]->rule;
        bool has = graph_has(rule);
        if (has && written == MOST_POLICIES)
            further++;
        else if (has && write_policy(stream, rule, machine, written == 0, &texts))
            written++;
        else
            fprintf(left_out, "%s%s", left++ > 0 ? ", " : "Ignored: ", rule->name);
    }
    if (left > 0)
        fprintf(left_out, " (%s on more than len and cap, or %s for some values of them). ",
                plural(left, "depends", "depend"), plural(left, "fails", "fail"));
    if (further > 0)
        fprintf(left_out, "%zu more %s not shown.", further,
                plural(further, "policy is", "policies are"));
    fputs("],\n", stream);
    jsontexts_write(stream, &texts);
    fputs("}\n", stream);
    jsontexts_fini(&texts);
    return written > 0;
}
