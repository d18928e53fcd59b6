/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workload/placement.h"

#include <string.h>

#include "base/diag.h"
#include "base/nearest.h"
#include "workload/random.h"

static bool find(const struct doc_node *name, const struct contexts *contexts, uint8_t *index) {
    int found = contexts_find(contexts, name->scalar, strlen(name->scalar));
    *index = (uint8_t)found;
    if (found >= 0)
        return true;
    struct place place = doc_place(name);
    struct nearest nearest = nearest_to(name->scalar, strlen(name->scalar));
    for (int i = 0; i < contexts->count; i++)
        nearest_offer(&nearest, contexts->names[i]);
    diag_error_at(&place, "'%s' is not among the workload's 'contexts'", name->scalar);
    nearest_hint(&nearest);
    return false;
}

static bool read_weights(struct placement *placement, const struct doc_node *node,
                         const struct source_setup *setup) {
    double weights[LIMIT_CONTEXTS];
    for (size_t i = 0; i < node->count; i++) {
        const struct schema_key key = {.name = node->keys[i]->scalar};
        /* Keys are unique and all known, so there are at most LIMIT_CONTEXTS. */
        if (!find(node->keys[i], setup->contexts, &placement->contexts[i]) ||
            !schema_positive(node->items[i], &key, &weights[i]))
            return false;
    }
    *setup->random = *setup->random || node->count > 1;
    placement->random =
        random_stream(setup->seed, setup->replication, RANDOM_CONTEXT, setup->index);
    discrete_init(&placement->weights, weights, (uint32_t)node->count);
    placement->drawn = true;
    return true;
}

/* Reads a list: every process registers in all of it. */
static bool read_list(const struct doc_node *list, const struct source_setup *setup) {
    struct spread *spread = setup->spread;
    for (size_t i = 0; i < list->count; i++) {
        const struct doc_node *name = list->items[i];
        uint8_t index;
        if (!schema_kind(name, DOC_SCALAR, "a context") || !find(name, setup->contexts, &index))
            return false;
        if (memchr(spread->contexts, index, (size_t)spread->count))
            return doc_refuse(name, "duplicate context");
        spread->contexts[spread->count++] = index;
    }
    return true;
}

bool placement_init(struct placement *placement, const struct doc_node *node,
                    const struct source_setup *setup) {
    if (!node)
        return true;
    if (node->kind == DOC_SCALAR)
        return find(node, setup->contexts, &placement->contexts[0]);
    if (node->count == 0)
        return doc_refuse(node, "'context' needs at least one name");
    return node->kind == DOC_SEQUENCE ? read_list(node, setup)
                                      : read_weights(placement, node, setup);
}

void placement_fini(struct placement *placement) {
    discrete_fini(&placement->weights);
}
