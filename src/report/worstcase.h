/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The worst cases of policies (worst/worst.h), printed in each of the formats of the results. */
#ifndef KVSIM_REPORT_WORSTCASE_H
#define KVSIM_REPORT_WORSTCASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/number.h"
#include "model/machine.h"
#include "policy/policy.h"
#include "worst/worst.h"

/* Of one policy. */
struct worstcase {
    const struct policy *policy;
    bool failed; /* its arithmetic failed: there are no figures */
    uint32_t states;
    struct worst worst[COSTS];
};

struct worstcases {
    const struct machine *machine;
    int64_t max_length;
    const struct worstcase *members;
    size_t count;
};

/* Returns what an event of the worst case costs on average, in units of the last decimal. */
number_i128 worstcase_mean(const struct worst *worst, int decimals);
enum { WORSTCASE_DECIMALS = 6 };

/* Print a table for people; and CSV, RFC 4180, with a row per policy.  (JSON is in
 * report/json.h.) */
void worstcase_table(const struct worstcases *cases, FILE *stream);
void worstcase_csv(const struct worstcases *cases, FILE *stream);

#endif
