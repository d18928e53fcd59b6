/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Expressions evaluated where they stand, without a compiler: for texts that are known to be
 * expressions.  What && || ?: leave out is read but does not count (`live` is false).
 */
#ifndef KVSIM_FUZZ_NAIVE_H
#define KVSIM_FUZZ_NAIVE_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "policy/view.h"

struct naive {
    const char *at;
    const struct view *view;
    bool failed;
};

static int64_t naive_ternary(struct naive *n, bool live);

/* Goes past blanks, and past the word if it comes then. */
static bool naive_take(struct naive *n, const char *word) {
    n->at += strspn(n->at, " \t\n");
    bool there = strncmp(n->at, word, strlen(word)) == 0;
    n->at += there ? strlen(word) : 0;
    return there;
}

static int64_t naive_fit(struct naive *n, __int128 value, bool live) {
    bool fits = value >= INT64_MIN && value <= INT64_MAX;
    n->failed = n->failed || (live && !fits);
    return fits ? (int64_t)value : 0;
}

static int64_t naive_call(struct naive *n, const char *name, bool live) {
    naive_take(n, "(");
    int64_t a = naive_ternary(n, live);
    int64_t b = naive_take(n, ",") ? naive_ternary(n, live) : 0;
    naive_take(n, ")");
    if (strncmp(name, "pow2", 4) != 0)
        return (strncmp(name, "min", 3) == 0) == (a < b) ? a : b;
    __int128 power = 1;
    while (power < a)
        power *= 2;
    return naive_fit(n, power, live);
}

static int64_t naive_unary(struct naive *n, bool live) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";
    if (naive_take(n, "-"))
        return naive_fit(n, -(__int128)naive_unary(n, live), live);
    if (naive_take(n, "!"))
        return !naive_unary(n, live);
    if (naive_take(n, "(")) {
        int64_t value = naive_ternary(n, live);
        naive_take(n, ")");
        return value;
    }
    const char *name = n->at;
    size_t width = strspn(name, letters);
    n->at += width;
    if (*name >= '0' && *name <= '9') {
        int64_t value = 0;
        for (size_t i = 0; i < width; i++)
            value = value * 10 + (name[i] - '0');
        return value;
    }
    for (int i = 0; i < VIEW_VARIABLES; i++)
        if (strlen(view_names[i].name) == width && strncmp(view_names[i].name, name, width) == 0)
            return n->view->value[i];
    return naive_call(n, name, live);
}

static int64_t naive_product(struct naive *n, bool live) {
    int64_t a = naive_unary(n, live);
    for (;;) {
        bool times = naive_take(n, "*"), divided = !times && naive_take(n, "/");
        if (!times && !divided && !naive_take(n, "%"))
            return a;
        int64_t b = naive_unary(n, live);
        if (times) {
            a = naive_fit(n, (__int128)a * b, live);
        } else if (b == 0) {
            n->failed = n->failed || live;
        } else {
            int64_t quotient = naive_fit(n, (__int128)a / b, live);
            a = divided ? quotient : (int64_t)((__int128)a % b);
        }
    }
}

static int64_t naive_sum(struct naive *n, bool live) {
    int64_t a = naive_product(n, live);
    for (;;) {
        bool plus = naive_take(n, "+");
        if (!plus && !naive_take(n, "-"))
            return a;
        __int128 b = naive_product(n, live);
        a = naive_fit(n, a + (plus ? b : -b), live);
    }
}

static int64_t naive_order(struct naive *n, bool live) {
    int64_t a = naive_sum(n, live);
    for (;;)
        if (naive_take(n, "<="))
            a = a <= naive_sum(n, live);
        else if (naive_take(n, ">="))
            a = a >= naive_sum(n, live);
        else if (naive_take(n, "<"))
            a = a < naive_sum(n, live);
        else if (naive_take(n, ">"))
            a = a > naive_sum(n, live);
        else
            return a;
}

static int64_t naive_equality(struct naive *n, bool live) {
    int64_t a = naive_order(n, live);
    for (;;)
        if (naive_take(n, "=="))
            a = a == naive_order(n, live);
        else if (naive_take(n, "!="))
            a = a != naive_order(n, live);
        else
            return a;
}

static int64_t naive_and(struct naive *n, bool live) {
    int64_t a = naive_equality(n, live);
    while (naive_take(n, "&&")) {
        bool b = naive_equality(n, live && a);
        a = a && b;
    }
    return a;
}

static int64_t naive_or(struct naive *n, bool live) {
    int64_t a = naive_and(n, live);
    while (naive_take(n, "||")) {
        bool b = naive_and(n, live && !a);
        a = a || b;
    }
    return a;
}

static int64_t naive_ternary(struct naive *n, bool live) {
    int64_t condition = naive_or(n, live);
    if (!naive_take(n, "?"))
        return condition;
    int64_t first = naive_ternary(n, live && condition);
    naive_take(n, ":");
    int64_t second = naive_ternary(n, live && !condition);
    return condition ? first : second;
}

/* Returns false when a part that counts has no value in 64 bits. */
static bool naive_evaluate(const char *text, const struct view *view, int64_t *value) {
    struct naive n = {text, view, false};
    *value = naive_ternary(&n, true);
    return !n.failed;
}

#endif
