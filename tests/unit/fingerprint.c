/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Digests, which must be the same on every machine, and the texts of fingerprints. */
#include "engine/fingerprint.h"

#include <string.h>

#include "tap.h"

static uint32_t digest_of(const char *first, const char *second, uint64_t number) {
    struct digest digest = {0};
    digest_text(&digest, first);
    digest_text(&digest, second);
    digest_number(&digest, number);
    return digest_value(&digest);
}

/* The literal values are those of an independent program (Python). */
static void test_digests(void) {
    struct digest nothing = {0};
    tap_ok(digest_value(&nothing) == 0, "of nothing");
    tap_ok(digest_of("ab", "c", 1) == 0xfc1abded, "of texts and a number: %08x",
           digest_of("ab", "c", 1));
    tap_ok(digest_of("a", "bc", 1) != digest_of("ab", "c", 1), "where a text ends is part of it");
    tap_ok(digest_of("", "", UINT64_MAX) == 0xcd3a4e11, "of the largest number: %08x",
           digest_of("", "", UINT64_MAX));
    unsigned equal = 0;
    for (uint64_t bit = 0; bit < 64; bit++)
        equal += digest_of("x", "y", UINT64_C(1) << bit) == digest_of("x", "y", 0);
    tap_ok(equal == 0, "every bit of a number counts");
}

static void test_texts(void) {
    static const struct fingerprint prints[] = {
        {1, 0}, {4000, 0xd7270bd5}, {INT64_MAX, UINT32_MAX}, {10, 0x0000000a}};
    static const char *const wrong[] = {"",
                                        "-",
                                        "4000",
                                        "4000-",
                                        "-d7270bd5",
                                        "4000-d7270bd",
                                        "4000-D7270BD5",
                                        "04000-d7270bd5",
                                        "4000-d7270bd55",
                                        " 4000-d7270bd5",
                                        "+400-d7270bd5",
                                        "4000--7270bd5",
                                        "4000-0xd727bd5",
                                        "18446744073709551616-d7270bd5",
                                        "4000-d7270bd5 ",
                                        "0-d7270bd5",
                                        "99999999999999999999999999999999999999-d7270bd5"};
    char text[FINGERPRINT_TEXT];
    unsigned mistakes = 0;
    for (size_t i = 0; i < sizeof prints / sizeof *prints; i++) {
        struct fingerprint again;
        fingerprint_write(&prints[i], text);
        mistakes += !fingerprint_read(&again, text) || again.rows != prints[i].rows ||
                    again.digest != prints[i].digest;
    }
    fingerprint_write(&prints[1], text);
    tap_ok(mistakes == 0 && strcmp(text, "4000-d7270bd5") == 0, "what is written is read");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct fingerprint none;
        mistakes += fingerprint_read(&none, wrong[i]);
    }
    tap_ok(mistakes == 0, "nothing else is");
}

int main(void) {
    test_digests();
    test_texts();
    return tap_done();
}
