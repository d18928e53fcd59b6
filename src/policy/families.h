/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Families of rules.  All members ask for the same number of slots, and whenever one asks, all
 * members before it ask too.
 *
 * Rules are of one family when their `shrink_to` is the same, their `when` differs in constants
 * alone, and the shapes of its parts (policy/shape.h) show that its truth moves one way from each
 * rule to the next, as that of `len < cap / divisor` does.  Any other rule is a family by itself,
 * and so is every rule whose window is not whole (engine/lane.h).
 */
#ifndef KVSIM_POLICY_FAMILIES_H
#define KVSIM_POLICY_FAMILIES_H

#include "policy/rule.h"

/* A place is a rule's position in the families, one family after the other. */
struct families {
    size_t rule_count, count;
    const struct rule **rules; /* by place; borrowed */
    struct expr_limit *limits; /* by place: those of the rules, close together in memory */
    uint32_t *numbers;         /* by place: the index of the given rule */
    uint32_t *ends;            /* of each family, the place after it */
};

/* Groups rules into families.  Returns false when there is no memory.  Call families_fini in either
 * case. */
bool families_init(struct families *families, const struct rule *const *rules, size_t count);
void families_fini(struct families *families);

#endif
