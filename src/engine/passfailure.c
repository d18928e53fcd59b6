/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/passfailure.h"

#include <stdio.h>

#include "base/number.h"

void passfailure_report(const struct pass_failure *failure, const struct policy *policy) {
    char where[256 + LIMIT_NAME_BYTES], time_s[NUMBER_TEXT];
    number_seconds(time_s, failure->time_ns);
    snprintf(where, sizeof where, "event %llu, %s s, in context %s",
             (unsigned long long)failure->event_number, time_s, failure->context);
    if (failure->result == LANE_OVERFLOW)
        policy_report_overflow(policy, where);
    else
        policy_report(policy, &failure->lane->view, where);
}
