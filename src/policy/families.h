/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Families of rules: all members ask for the same number of slots, and whenever one asks, so do
 * those before it.
 *
 * Rules are of one family where their `shrink_to` is the same, their `when` differs in constants
 * alone, and the shapes of its parts (policy/shape.h) show that it moves one way on the way from
 * each rule to the next, as that of `len < cap / divisor` does.  Other rules are families by
 * themselves; so is every rule whose window is not whole (engine/lane.h).
 */
#ifndef KVSIM_POLICY_FAMILIES_H
#define KVSIM_POLICY_FAMILIES_H

#include "policy/rule.h"

/* Places are those of rules in the families, one family after the other. */
struct families {
    size_t rule_count, count;
    const struct rule **rules; /* by their places */
    uint32_t *numbers;         /* likewise: which of the given rules it is */
    uint32_t *ends;            /* of each family, the place after it */
};

/* The families of these rules.  Returns false when there is no memory; families_fini is due all the
 * same. */
bool families_init(struct families *families, const struct rule *const *rules, size_t count);
void families_fini(struct families *families);

#endif
