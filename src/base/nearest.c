/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/nearest.h"

#include <stdbool.h>
#include <string.h>

#include "base/diag.h"

enum { LONGEST = 63 };

/* Edits (insert, delete, replace, swap neighbours) from one text to the other: optimal string
 * alignment on three rolling rows. */
static size_t edits(const char *a, size_t a_bytes, const char *b, size_t b_bytes) {
    size_t rows[3][LONGEST + 1];
    size_t *before = rows[0], *above = rows[1], *row = rows[2];
    for (size_t j = 0; j <= b_bytes; j++)
        above[j] = j;
    for (size_t i = 1; i <= a_bytes; i++) {
        row[0] = i;
        for (size_t j = 1; j <= b_bytes; j++) {
            size_t cost = above[j - 1] + (a[i - 1] != b[j - 1]);
            if (above[j] + 1 < cost)
                cost = above[j] + 1;
            if (row[j - 1] + 1 < cost)
                cost = row[j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                before[j - 2] + 1 < cost)
                cost = before[j - 2] + 1;
            row[j] = cost;
        }
        size_t *oldest = before;
        before = above;
        above = row;
        row = oldest;
    }
    return above[b_bytes];
}

struct nearest nearest_to(const char *wanted, size_t wanted_bytes) {
    return (struct nearest){.wanted = wanted, .wanted_bytes = wanted_bytes};
}

void nearest_offer(struct nearest *nearest, const char *known) {
    size_t known_bytes = strlen(known);
    if (known_bytes > LONGEST || nearest->wanted_bytes > LONGEST)
        return;
    size_t distance = edits(nearest->wanted, nearest->wanted_bytes, known, known_bytes);
    if (!nearest->best || distance < nearest->distance) {
        nearest->best = known;
        nearest->distance = distance;
    }
}

bool nearest_hint_as(const struct nearest *nearest, const char *prefix) {
    bool close = nearest->best && nearest->distance <= 1 + nearest->wanted_bytes / 4;
    if (close && nearest->distance > 0)
        diag_hint("did you mean '%s%s'?", prefix, nearest->best);
    return close && nearest->distance > 0;
}

bool nearest_hint(const struct nearest *nearest) {
    return nearest_hint_as(nearest, "");
}
