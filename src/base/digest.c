/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/digest.h"

#include <string.h>

void digest_bytes(struct digest *digest, const char *bytes, size_t count) {
    digest_number(digest, count);
    for (size_t i = 0; i < count; i++)
        digest_number(digest, (unsigned char)bytes[i]);
}

void digest_text(struct digest *digest, const char *text) {
    digest_bytes(digest, text, strlen(text));
}

uint32_t digest_value(const struct digest *digest) {
    uint64_t mixed = digest->state;
    mixed = (mixed ^ mixed >> 33) * UINT64_C(0xff51afd7ed558ccd);
    mixed ^= mixed >> 33;
    return (uint32_t)(mixed ^ mixed >> 32);
}
