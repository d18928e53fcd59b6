/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/fingerprint.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"

void fingerprint_write(const struct fingerprint *fingerprint, char text[FINGERPRINT_TEXT]) {
    snprintf(text, FINGERPRINT_TEXT, "%" PRIu64 "-%08" PRIx32, fingerprint->rows,
             fingerprint->digest);
}

bool fingerprint_read(struct fingerprint *fingerprint, const char *text) {
    const char *dash = strchr(text, '-');
    char rows[FINGERPRINT_TEXT], again[FINGERPRINT_TEXT];
    int64_t count;
    if (!dash || strlen(text) >= sizeof rows)
        return false;
    snprintf(rows, sizeof rows, "%.*s", (int)(dash - text), text);
    if (number_integer(rows, &count) != NUMBER_OK || count < 1)
        return false;
    *fingerprint = (struct fingerprint){(uint64_t)count, (uint32_t)strtoul(dash + 1, NULL, 16)};
    fingerprint_write(fingerprint, again);
    return strcmp(text, again) == 0;
}

struct digest fingerprint_begin(void) {
    struct digest digest = {0};
    digest_text(&digest, PACKAGE_VERSION);
    return digest;
}

void fingerprint_add_policy(struct digest *digest, const struct policy *policy) {
    const struct policy_definition *definition = policy->definition;
    digest_text(digest, policy->rule->name);
    if (rule_is_planned(policy->rule))
        return;
    digest_text(digest, definition->when->scalar);
    digest_text(digest, definition->shrink_to->scalar);
    digest_number(digest, (uint64_t)policy->rule->for_ns);
    for (size_t i = 0; i < definition->parameter_count; i++) {
        digest_text(digest, policy->rule->parameters[i].name);
        digest_number(digest, (uint64_t)policy->rule->parameters[i].value);
    }
}

void fingerprint_add_workload(struct digest *digest, const struct workload *workload, bool random,
                              uint64_t replications, const struct digest *given) {
    digest_text(digest, workload->name);
    doc_digest(doc_root(workload->doc), digest);
    digest_number(digest, random ? workload->seed : 0);
    digest_number(digest, replications);
    digest_number(digest, given->state);
}
