/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/mean.h"

#include <string.h>

enum { MOST_DECIMALS = 9, VALUE_BITS = 92 };

struct mean mean_of(number_i128 sum, uint64_t count) {
    number_u128 size = (number_u128)sum;
    return (struct mean){size / count, (uint64_t)(size % count), count};
}

bool mean_read(const char *text, int decimals, struct mean *mean) {
    static const char digits[] = "0123456789";
    size_t whole = strspn(text, digits);
    size_t part = text[whole] == '.' ? strspn(text + whole + 1, digits) : 0;
    size_t bytes = whole + (part > 0 ? part + 1 : 0);
    number_u128 value = 0;
    uint64_t unit = 1; /* of the last of `decimals`, in units of the ninth decimal */
    if (whole == 0 || part > MOST_DECIMALS || text[bytes])
        return false;
    for (size_t i = 0; i < bytes; i++) {
        if (text[i] != '.')
            value = 10 * value + (unsigned)(text[i] - '0');
        if (value >> VALUE_BITS)
            return false;
    }
    for (size_t i = part; i < MOST_DECIMALS; i++)
        value *= 10;
    for (int i = decimals; i < MOST_DECIMALS; i++)
        unit *= 10;
    *mean = (struct mean){value / unit, (uint64_t)(value % unit), unit};
    return true;
}

int mean_compare(const struct mean *a, const struct mean *b) {
    if (a->whole != b->whole)
        return a->whole < b->whole ? -1 : 1;
    uint64_t left = a->rest * b->count, right = b->rest * a->count;
    return (left > right) - (left < right);
}
