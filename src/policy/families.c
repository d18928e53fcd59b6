/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "policy/families.h"

#include <stdlib.h>
#include <string.h>

static bool has_relatives(const struct rule *rule) {
    return rule->attention == RULE_BY_LENGTH && rule->trend == TREND_FALLING && rule->target_rises;
}

/* Orders rules so that relatives are adjacent. */
static int compare(const struct rule *a, const struct rule *b) {
    if (!has_relatives(a) || !has_relatives(b))
        return has_relatives(b) - has_relatives(a);
    int order = expr_compare(a->shrink_to, b->shrink_to, true);
    if (order == 0)
        order = expr_compare(a->when, b->when, false);
    return order ? order : expr_compare(a->when, b->when, true);
}

/* Merges two sorted parts of the numbers; equal rules keep their order. */
static void merge(const struct rule *const *rules, const uint32_t *from, size_t middle, size_t end,
                  uint32_t *to) {
    for (size_t left = 0, right = middle; left < middle || right < end;) {
        bool take_left =
            right == end || (left < middle && compare(rules[from[left]], rules[from[right]]) <= 0);
        *to++ = take_left ? from[left++] : from[right++];
    }
}

/* Returns false when there is no memory. */
static bool sort(const struct rule *const *rules, uint32_t *numbers, size_t count) {
    uint32_t *merged = malloc(count * sizeof *merged);
    if (!merged)
        return false;
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t at = 0; at < count; at += 2 * width) {
            size_t middle = at + width < count ? width : count - at;
            size_t end = at + 2 * width < count ? 2 * width : count - at;
            merge(rules, numbers + at, middle, end, merged + at);
        }
        memcpy(numbers, merged, count * sizeof *numbers);
    }
    free(merged);
    return true;
}

/* Returns how the truth of `when` moves from a rule to the next. */
static enum trend shift(const struct rule *from, const struct rule *to) {
    if (!has_relatives(from) || !has_relatives(to) ||
        expr_compare(from->shrink_to, to->shrink_to, true) != 0 ||
        expr_compare(from->when, to->when, false) != 0)
        return TREND_UNKNOWN;
    return shape_truth(expr_shift(from->when, to->when)).trend;
}

static void reverse(uint32_t *numbers, size_t count) {
    for (size_t i = 0; i < count / 2; i++) {
        uint32_t number = numbers[i];
        numbers[i] = numbers[count - 1 - i];
        numbers[count - 1 - i] = number;
    }
}

/* Returns the end of the family that begins at a place, and puts its members in order. */
static size_t find_end(const struct rule *const *rules, uint32_t *numbers, size_t count,
                       size_t begin) {
    enum trend way = TREND_CONSTANT;
    size_t end = begin + 1;
    for (; end < count; end++) {
        enum trend next = shift(rules[numbers[end - 1]], rules[numbers[end]]);
        if (next == TREND_UNKNOWN ||
            (next != TREND_CONSTANT && way != TREND_CONSTANT && next != way))
            break;
        if (next != TREND_CONSTANT)
            way = next;
    }
    if (way == TREND_RISING)
        reverse(numbers + begin, end - begin);
    return end;
}

bool families_init(struct families *families, const struct rule *const *rules, size_t count) {
    *families = (struct families){.rule_count = count};
    if (count == 0)
        return true;
    families->rules = malloc(count * sizeof *families->rules);
    families->limits = malloc(count * sizeof *families->limits);
    families->numbers = malloc(count * sizeof *families->numbers);
    families->ends = malloc(count * sizeof *families->ends);
    if (!families->rules || !families->limits || !families->numbers || !families->ends)
        return false;
    for (size_t i = 0; i < count; i++)
        families->numbers[i] = (uint32_t)i;
    if (!sort(rules, families->numbers, count))
        return false;
    for (size_t at = 0; at < count; families->ends[families->count++] = (uint32_t)at)
        at = find_end(rules, families->numbers, count, at);
    for (size_t i = 0; i < count; i++) {
        families->rules[i] = rules[families->numbers[i]];
        families->limits[i] = families->rules[i]->limit;
    }
    return true;
}

void families_fini(struct families *families) {
    free(families->rules);
    free(families->limits);
    free(families->numbers);
    free(families->ends);
}
