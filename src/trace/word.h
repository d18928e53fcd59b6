/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads text eight bytes at a time, in a word whose lowest byte comes first: for the usual row of a
 * native trace, where reading byte by byte would cost as much as all the rest.  Callers ensure that
 * eight bytes are readable.
 */
#ifndef KVSIM_TRACE_WORD_H
#define KVSIM_TRACE_WORD_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* The same byte eight times. */
#define WORD_OF(byte) (UINT64_C(0x0101010101010101) * (unsigned char)(byte))

/* Whether words can be used: the machine stores the lowest byte first. */
enum { WORD_USABLE = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ };

static inline uint64_t word_load(const char *at) {
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return word;
}

/* Returns the high bit of each byte that equals this one; exact up to the first such byte. */
static inline uint64_t word_find(uint64_t word, char byte) {
    uint64_t differs = word ^ WORD_OF(byte);
    return (differs - WORD_OF(1)) & ~differs & WORD_OF(0x80);
}

/* Returns the index of the byte with the lowest of these high bits; there must be one. */
static inline int word_index(uint64_t bits) {
    return __builtin_ctzll(bits) >> 3;
}

static inline bool word_is_digits(uint64_t word) {
    return (word & WORD_OF(0xf0)) == WORD_OF('0') &&
           ((word + WORD_OF(6)) & WORD_OF(0xf0)) == WORD_OF('0');
}

/* Returns the number that eight digits write: pairs, then fours, then all. */
static inline uint64_t word_number(uint64_t word) {
    word -= WORD_OF('0');
    word = word * 10 + (word >> 8);
    uint64_t low = (word & UINT64_C(0x000000ff000000ff)) * UINT64_C(0x000f424000000064);
    uint64_t high = ((word >> 16) & UINT64_C(0x000000ff000000ff)) * UINT64_C(0x0000271000000001);
    return (low + high) >> 32;
}

/* Reads 1 to 7 digits and this byte.  Returns the byte after it, or NULL. */
static inline const char *word_take_number(const char *at, char end, uint64_t *value) {
    uint64_t word = word_load(at), ends = word_find(word, end);
    if (ends == 0 || word_index(ends) == 0)
        return NULL;
    int digits = word_index(ends), missing = 8 * (8 - digits);
    word = word << missing | WORD_OF('0') >> (64 - missing);
    *value = word_number(word);
    return word_is_digits(word) ? at + digits + 1 : NULL;
}

#endif
