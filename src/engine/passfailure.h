/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The report to users about a lane that ended without a result. */
#ifndef KVSIM_ENGINE_PASSFAILURE_H
#define KVSIM_ENGINE_PASSFAILURE_H

#include "engine/pass.h"
#include "policy/policy.h"

/* Reports why, where and when the lane's policy failed. */
void passfailure_report(const struct pass_failure *failure, const struct policy *policy);

#endif
