/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Of a study, what all parts of it have in common and no other study has: how many rows its results
 * have, and a digest of everything that decides them. */
#ifndef KVSIM_ENGINE_FINGERPRINT_H
#define KVSIM_ENGINE_FINGERPRINT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/digest.h"
#include "policy/policy.h"
#include "workload/workload.h"

struct fingerprint {
    uint64_t rows;
    uint32_t digest;
};

/* The longest text of one, its NUL included: the rows, '-', eight hexadecimal digits. */
enum { FINGERPRINT_TEXT = 32 };

void fingerprint_write(const struct fingerprint *fingerprint, char text[FINGERPRINT_TEXT]);

/* Reads what was written; false when a text is none. */
bool fingerprint_read(struct fingerprint *fingerprint, const char *text);

/* Adds to the digest of a study, which begins with the version of the program. */
struct digest fingerprint_begin(void);
void fingerprint_add_policy(struct digest *digest, const struct policy *policy);

/* A workload with its replications, and the digest of what its sources were given (run_digest). */
void fingerprint_add_workload(struct digest *digest, const struct workload *workload, bool random,
                              uint64_t replications, const struct digest *given);

#endif
