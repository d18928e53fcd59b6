/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fingerprint of a study, shared by all its parts and by no other study: the number of rows of
 * its results, and a digest of everything that decides them. */
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

/* The longest text of a fingerprint, NUL included: the rows, '-', eight hexadecimal digits. */
enum { FINGERPRINT_TEXT = 32 };

void fingerprint_write(const struct fingerprint *fingerprint, char text[FINGERPRINT_TEXT]);

/* Reads what fingerprint_write() wrote.  Returns false when the text is no fingerprint. */
bool fingerprint_read(struct fingerprint *fingerprint, const char *text);

/* The digest of a study: it begins with the version of the program; the others add to it. */
struct digest fingerprint_begin(void);
void fingerprint_add_policy(struct digest *digest, const struct policy *policy);

/* Adds a workload, its replications, and the digest of its sources' input (run_digest). */
void fingerprint_add_workload(struct digest *digest, const struct workload *workload, bool random,
                              uint64_t replications, const struct digest *given);

#endif
