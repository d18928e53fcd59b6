/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decisions: means against their cross products, the ranking and the optimal candidates against
 * their definitions over random candidates with many ties, and the time that a hundred thousand
 * take. */
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include "base/wide.h"
#include "results/decision.h"
#include "tap.h"

enum { MANY = 100000 };

static uint64_t state = 1;

/* Below the limit; Knuth's multiplier. */
static uint64_t draw(uint64_t limit) {
    state = state * UINT64_C(6364136223846793005) + 1;
    return (state >> 33) % limit;
}

/* Means */

/* a / m against b / n, by a * n and b * m. */
static int compare_products(number_u128 a, uint64_t m, number_u128 b, uint64_t n) {
    struct wide left = wide_product(a, n), right = wide_product(b, m);
    int high = (left.high > right.high) - (left.high < right.high);
    return high ? high : (left.low > right.low) - (left.low < right.low);
}

static void means(void) {
    int wrong = 0, counts[3] = {0};
    for (int i = 0; i < 1000000; i++) {
        uint64_t m = 1 + draw(i % 2 ? 5 : UINT32_MAX / 2), n = 1 + draw(i % 3 ? 5 : UINT32_MAX / 2);
        number_u128 a = (number_u128)draw(1 << 30) << (i % 4 ? 0 : draw(86)), b = a;
        if (i % 5)
            b = a / m * n + draw(3);
        const struct mean left = mean_of((number_i128)a, m), right = mean_of((number_i128)b, n);
        int order = mean_compare(&left, &right);
        wrong += order != compare_products(a, m, b, n);
        counts[order + 1]++;
    }
    tap_ok(wrong == 0, "means compare as their cross products (%d differ)", wrong);
    tap_ok(counts[0] > 1000 && counts[1] > 1000 && counts[2] > 1000, "less, equal and more");
}

static void reading(void) {
    static const struct {
        const char *text;
        int decimals;
        bool fine;
        number_i128 sum;
        uint64_t count;
    } cases[] = {
        {"0", 0, true, 0, 1},
        {"12", 0, true, 12, 1},
        {"12", 6, true, 12000000, 1},
        {"0012.5", 0, true, 25, 2},
        {"12.5", 1, true, 125, 1},
        {"0.000000001", 9, true, 1, 1},
        {"0.000000001", 6, true, 1, 1000},
        {"4951760157141521099596496895", 0, true, ((number_i128)1 << 92) - 1, 1},
        {"4951760157141521099596496896", 0, false, 0, 0},
        {"0.0000000001", 9, false, 0, 0},
        {"", 0, false, 0, 0},
        {".5", 0, false, 0, 0},
        {"5.", 0, false, 0, 0},
        {"-1", 0, false, 0, 0},
        {"+1", 0, false, 0, 0},
        {" 1", 0, false, 0, 0},
        {"1 ", 0, false, 0, 0},
        {"1.2.3", 0, false, 0, 0},
        {"1e3", 0, false, 0, 0},
        {"nan", 0, false, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mean mean;
        bool fine = mean_read(cases[i].text, cases[i].decimals, &mean);
        if (fine && cases[i].fine) {
            const struct mean wanted = mean_of(cases[i].sum, cases[i].count);
            fine = mean_compare(&mean, &wanted) == 0;
        }
        tap_ok(fine == cases[i].fine, "'%s' with %d decimals", cases[i].text, cases[i].decimals);
    }
}

/* Ranking */

static int compare(const struct candidate *a, const struct candidate *b, int objective) {
    return mean_compare(&a->values[objective], &b->values[objective]);
}

static bool beats(const struct candidate *a, const struct candidate *b) {
    bool less = false;
    for (int k = 0; k < OBJECTIVES; k++) {
        if (compare(a, b, k) > 0)
            return false;
        less = less || compare(a, b, k) < 0;
    }
    return less;
}

static bool is_as_defined(const struct candidate *candidates, size_t count) {
    for (size_t i = 0; i < count; i++) {
        bool beaten = false;
        for (size_t k = 0; k < count; k++)
            beaten = beaten || beats(&candidates[k], &candidates[i]);
        if (candidates[i].optimal == beaten)
            return false;
    }
    return true;
}

static bool is_ranked(const struct candidate *candidates, size_t count) {
    for (size_t i = 1; i < count; i++) {
        const struct candidate *a = &candidates[i - 1], *b = &candidates[i];
        int order = 0;
        for (int k = 0; k < OBJECTIVES && order == 0; k++)
            order = compare(a, b, k);
        if (order > 0 || (order == 0 && a->policy >= b->policy))
            return false;
    }
    return true;
}

/* Candidates on a grid so small that many are equal in all objectives or in some, which are means
 * of one, two or three values. */
static void scatter(struct candidate *candidates, size_t count, uint64_t grid, int objectives) {
    for (size_t i = 0; i < count; i++) {
        candidates[i] = (struct candidate){.policy = i};
        for (int k = 0; k < OBJECTIVES; k++) {
            uint64_t values = 1 + draw(3), value = draw(grid) * 6;
            candidates[i].values[k] =
                k < objectives ? mean_of((number_i128)(value * values / 2), values) : mean_of(0, 1);
        }
    }
}

static void at_random(int objectives) {
    struct candidate candidates[60];
    int wrong = 0, unranked = 0;
    size_t optimal = 0, beaten = 0;
    for (int round = 0; round < 20000; round++) {
        size_t count = draw(61);
        scatter(candidates, count, 1 + draw(40), objectives);
        decision_rank(candidates, count);
        wrong += !is_as_defined(candidates, count);
        unranked += !is_ranked(candidates, count);
        for (size_t i = 0; i < count; i++)
            *(candidates[i].optimal ? &optimal : &beaten) += 1;
    }
    tap_ok(wrong == 0,
           "%d objectives: optimal are those of the definition (%d rounds of 20000 differ)",
           objectives, wrong);
    tap_ok(unranked == 0, "%d objectives: they are ranked, equal ones as given", objectives);
    tap_ok(optimal > 50000 && beaten > 50000, "of both kinds there are many");
}

static double seconds(void) {
    return (double)clock() / CLOCKS_PER_SEC;
}

/* All optimal, as many equal, and random ones. */
static void in_time(void) {
    struct candidate *candidates = calloc(MANY, sizeof *candidates);
    size_t optimal = 0;
    double begin = seconds();
    for (size_t i = 0; candidates && i < MANY; i++)
        candidates[i] =
            (struct candidate){.values = {mean_of((number_i128)(i * 7919 % MANY), 1),
                                          mean_of(MANY - (number_i128)(i * 7919 % MANY), 1),
                                          mean_of((number_i128)draw(MANY), 1)},
                               .policy = i};
    decision_rank(candidates, MANY);
    for (size_t i = 0; candidates && i < MANY; i++)
        optimal += candidates[i].optimal;
    tap_ok(optimal == MANY, "a hundred thousand that nothing beats");
    scatter(candidates, MANY, 3, 3);
    decision_rank(candidates, MANY);
    tap_ok(is_ranked(candidates, MANY), "as many on twenty-seven places");
    scatter(candidates, MANY, UINT32_MAX / 2, 3);
    decision_rank(candidates, MANY);
    double took = seconds() - begin;
    tap_ok(took < 3, "three times a hundred thousand in less than three seconds (%.3f)", took);
    free(candidates);
}

int main(void) {
    means();
    reading();
    for (int objectives = 1; objectives <= OBJECTIVES; objectives++)
        at_random(objectives);
    in_time();
    return tap_done();
}
