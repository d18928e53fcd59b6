/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/decision.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/array.h"
#include "results/column.h"

/* Ranking */

static int compare_from(const struct candidate *a, const struct candidate *b, int objective) {
    int order = 0;
    for (int k = objective; k < OBJECTIVES && order == 0; k++)
        order = mean_compare(&a->values[k], &b->values[k]);
    return order;
}

static int by_rank(const void *a, const void *b) {
    const struct candidate *left = a, *right = b;
    int order = compare_from(left, right, 0);
    return order ? order : (left->policy > right->policy) - (left->policy < right->policy);
}

static int by_second(const void *a, const void *b) {
    const struct candidate *const *left = a, *const *right = b;
    return mean_compare(&(*left)->values[1], &(*right)->values[1]);
}

/* Returns the least third objective of the candidates so far whose second one has at most this
 * place; NULL for none.  The tree is a binary indexed tree of minima: `tree[i]` (from 1) covers the
 * i & -i places that end with the i-th. */
static const struct mean *least_third(const struct mean *const *tree, size_t place) {
    const struct mean *least = NULL;
    for (size_t i = place; i > 0; i -= i & -i)
        if (tree[i] && (!least || mean_compare(tree[i], least) < 0))
            least = tree[i];
    return least;
}

static void add_third(const struct mean **tree, size_t count, size_t place,
                      const struct mean *value) {
    for (size_t i = place; i <= count; i += i & -i)
        if (!tree[i] || mean_compare(value, tree[i]) < 0)
            tree[i] = value;
}

/* Returns the place of each candidate's second objective among all, from 1; equal ones share a
 * place. */
static size_t *places_of_seconds(const struct candidate *candidates, size_t count) {
    const struct candidate **sorted = array_new(count, sizeof *sorted);
    size_t *places = array_new(count, sizeof *places);
    for (size_t i = 0; i < count; i++)
        sorted[i] = &candidates[i];
    qsort(sorted, count, sizeof *sorted, by_second);
    for (size_t i = 0, place = 0; i < count; i++) {
        place += i == 0 || by_second(&sorted[i - 1], &sorted[i]) != 0;
        places[sorted[i] - candidates] = place;
    }
    free(sorted);
    return places;
}

/* What beats a candidate comes before it in the ranking, so it has no more of the first objective.
 * It then beats it if it has no more of the second and the third. */
void decision_rank(struct candidate *candidates, size_t count) {
    if (count == 0)
        return;
    qsort(candidates, count, sizeof *candidates, by_rank);
    size_t *places = places_of_seconds(candidates, count);
    const struct mean **tree = array_new(count + 1, sizeof *tree);
    for (size_t i = 0; i < count; i++) {
        struct candidate *candidate = &candidates[i];
        if (i > 0 && compare_from(candidate - 1, candidate, 0) == 0) {
            candidate->optimal = candidate[-1].optimal;
            continue;
        }
        const struct mean *least = least_third(tree, places[i]);
        candidate->optimal = !least || mean_compare(least, &candidate->values[2]) > 0;
        add_third(tree, count, places[i], &candidate->values[2]);
    }
    free(tree);
    free(places);
}

/* Deciding */

/* Finds the mean of a figure.  Returns false when the policy always failed. */
static bool find_mean(const struct summary *summary, int context, size_t policy, int column,
                      struct mean *mean) {
    number_i128 sum;
    uint64_t count = summary_sum(summary, context, policy, column, &sum);
    if (count > 0)
        *mean = mean_of(sum, count);
    return count > 0;
}

/* Sets the most that each bound allows.  Returns false when a bound's policy always failed, since
 * then nothing is known to keep it. */
static bool find_limits(const struct criteria *criteria, const struct summary *summary, int context,
                        struct mean *limits) {
    bool known = true;
    for (size_t i = 0; i < criteria->bound_count; i++) {
        const struct bound *bound = &criteria->bounds[i];
        if (bound->of_policy)
            known = find_mean(summary, context, bound->policy, bound->column, &limits[i]) && known;
        else
            limits[i] = bound->value;
    }
    return known;
}

static bool is_within(const struct criteria *criteria, const struct summary *summary, int context,
                      size_t policy, const struct mean *limits) {
    struct mean value;
    for (size_t i = 0; i < criteria->bound_count; i++)
        if (!find_mean(summary, context, policy, criteria->bounds[i].column, &value) ||
            mean_compare(&value, &limits[i]) > 0)
            return false;
    return true;
}

/* Puts the candidates of a context into an array that has room for all policies; returns how many
 * there are. */
static size_t gather(const struct criteria *criteria, const struct summary *summary, int context,
                     struct candidate *candidates) {
    struct mean *limits = array_new(criteria->bound_count, sizeof *limits);
    size_t policies = find_limits(criteria, summary, context, limits) ? summary->policy_count : 0;
    size_t count = 0;
    for (size_t p = 0; p < policies; p++) {
        struct candidate *candidate = &candidates[count];
        bool judged = true;
        *candidate = (struct candidate){.policy = p};
        for (int k = 0; k < OBJECTIVES && judged; k++)
            if (k >= criteria->objective_count)
                candidate->values[k] = mean_of(0, 1);
            else
                judged =
                    find_mean(summary, context, p, criteria->objectives[k], &candidate->values[k]);
        count += judged && is_within(criteria, summary, context, p, limits);
    }
    free(limits);
    return count;
}

/* Fills the decision from the ranked candidates. */
static void take_ranking(struct decision *decision, const struct candidate *candidates,
                         size_t count) {
    const struct candidate *best[OBJECTIVES];
    decision->candidate_count = count;
    for (size_t i = 0; i < count; i++) {
        decision->ranking[i] = candidates[i].policy;
        decision->optimal[candidates[i].policy] = candidates[i].optimal;
        for (int k = 0; k < OBJECTIVES; k++)
            if (i == 0 || mean_compare(&candidates[i].values[k], &best[k]->values[k]) < 0) {
                best[k] = &candidates[i];
                decision->best[k] = candidates[i].policy;
            }
    }
}

/* Without a choice, all are shown as given; the N best are shown in their ranking. */
static void choose(struct decision *decision, const struct criteria *criteria, size_t policies) {
    for (size_t i = 0; i < decision->candidate_count; i++) {
        size_t policy = decision->ranking[i];
        bool wanted = !criteria->pareto || decision->optimal[policy];
        if (!wanted || (criteria->top > 0 && decision->shown_count == criteria->top))
            continue;
        decision->kept[policy] = true;
        decision->shown[decision->shown_count++] = policy;
    }
    if (criteria->top > 0)
        return;
    decision->shown_count = 0;
    for (size_t p = 0; p < policies; p++) {
        decision->kept[p] = decision->kept[p] || !criteria_choose(criteria);
        if (decision->kept[p])
            decision->shown[decision->shown_count++] = p;
    }
}

struct decision *decision_new(const struct criteria *criteria, const struct summary *summary,
                              int context) {
    size_t policies = summary->policy_count;
    struct decision *decision = array_new(1, sizeof *decision);
    struct candidate *candidates = array_new(policies, sizeof *candidates);
    *decision = (struct decision){.ranking = array_new(policies, sizeof *decision->ranking),
                                  .optimal = array_new(policies, sizeof *decision->optimal),
                                  .shown = array_new(policies, sizeof *decision->shown),
                                  .kept = array_new(policies, sizeof *decision->kept)};
    size_t count = gather(criteria, summary, context, candidates);
    decision_rank(candidates, count);
    take_ranking(decision, candidates, count);
    choose(decision, criteria, policies);
    free(candidates);
    return decision;
}

void decision_free(struct decision *decision) {
    if (!decision)
        return;
    free(decision->ranking);
    free(decision->optimal);
    free(decision->shown);
    free(decision->kept);
    free(decision);
}
