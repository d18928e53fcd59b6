/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/settings.h"

#include <stdlib.h>
#include <string.h>

#include "base/memstream.h"
#include "workload/memkeys.h"
#include "workload/source.h"
#include "workload/workload.h"

/* Returns whether a key is structural: keys below it set its value, or it says what they are. */
static bool is_structure(const char *key) {
    static const char *const names[] = {"memory", "processes", "name", "kind", "description"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], key) == 0)
            return true;
    return false;
}

static void tell_below(const struct catalog_taker *taker, const char *above, const char *name,
                       const struct schema_key *key) {
    struct memstream path;
    memstream_open(&path);
    fprintf(path.stream, "%s.%s%s%s", above, name, *name ? "." : "", key->name);
    char *text = memstream_close(&path);
    taker->take(taker->state, text, key->summary);
    free(text);
}

static void tell_source(const struct catalog_taker *taker, const struct doc_node *source) {
    const struct doc_node *name = doc_get(source, "name"), *kind = doc_get(source, "kind");
    if (!name || name->kind != DOC_SCALAR || !kind || kind->kind != DOC_SCALAR)
        return;
    for (int i = 0; i < source_kind_count; i++)
        for (size_t k = 0; k < source_kinds[i]->key_count; k++)
            if (strcmp(source_kinds[i]->name, kind->scalar) == 0 &&
                !is_structure(source_kinds[i]->keys[k].name))
                tell_below(taker, "processes", name->scalar, &source_kinds[i]->keys[k]);
}

bool settings_list(const char *workload, const struct catalog_taker *taker) {
    const struct workload_options options = {0};
    struct workload *opened = workload ? workload_open(workload, &options) : NULL;
    const struct doc_node *sources = opened ? opened->processes : NULL;
    for (int i = 0; i < workload_key_count; i++)
        if (!is_structure(workload_keys[i].name))
            taker->take(taker->state, workload_keys[i].name, workload_keys[i].summary);
    for (int i = 0; i < memkey_count; i++)
        tell_below(taker, "memory", "", &memkeys[i]);
    for (size_t i = 0; sources && sources->kind == DOC_SEQUENCE && i < sources->count; i++)
        if (sources->items[i]->kind == DOC_MAPPING)
            tell_source(taker, sources->items[i]);
    bool fine = !workload || opened;
    workload_free(opened);
    return fine;
}
