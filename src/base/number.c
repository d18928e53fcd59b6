/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/number.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct unit {
    const char *name;
    int64_t factor;
};

static const struct unit durations[] = {
    {"ns", 1},
    {"us", 1000},
    {"ms", 1000000},
    {"s", 1000000000},
    {"min", 60 * INT64_C(1000000000)},
    {"h", 3600 * INT64_C(1000000000)},
    {"d", 86400 * INT64_C(1000000000)},
    {NULL, 0},
};

static const struct unit sizes[] = {{"", 1}, {"KiB", 1 << 10}, {"MiB", 1 << 20}, {NULL, 0}};

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static int64_t unit_factor(const struct unit *units, const char *name) {
    for (const struct unit *unit = units; unit->name; unit++)
        if (strcmp(unit->name, name) == 0)
            return unit->factor;
    return 0;
}

enum number_result number_integer(const char *text, int64_t *value) {
    bool negative = *text == '-';
    const char *at = text + negative;
    if (!is_digit(*at))
        return NUMBER_SYNTAX;
    int64_t sum = 0;
    bool fits = true;
    for (; is_digit(*at); at++) {
        int digit = *at - '0';
        fits = fits && !__builtin_mul_overflow(sum, 10, &sum) &&
               !__builtin_add_overflow(sum, negative ? -digit : digit, &sum);
    }
    if (*at)
        return NUMBER_SYNTAX;
    *value = sum;
    return fits ? NUMBER_OK : NUMBER_RANGE;
}

/* decimal = digits [ "." digits ].  Returns its end; `at` when there is none. */
static const char *skip_decimal(const char *at) {
    const char *start = at;
    while (is_digit(*at))
        at++;
    if (at > start && at[0] == '.' && is_digit(at[1]))
        for (at++; is_digit(*at);)
            at++;
    return at;
}

enum number_result number_decimal(const char *text, double *value) {
    const char *at = text + (*text == '-');
    const char *end = skip_decimal(at);
    if (end == at)
        return NUMBER_SYNTAX;
    if (*end == 'e' || *end == 'E') {
        end += end[1] == '-' || end[1] == '+' ? 2 : 1;
        if (!is_digit(*end))
            return NUMBER_SYNTAX;
        while (is_digit(*end))
            end++;
    }
    if (*end)
        return NUMBER_SYNTAX;
    *value = strtod(text, NULL);
    return isfinite(*value) ? NUMBER_OK : NUMBER_RANGE;
}

/* No unit has this many decimals: a day is 864 * 10^11 ns. */
#define MOST_DIVISOR UINT64_C(1000000000000000000)

/* Multiplies the decimal number from `text` to `end` by `factor`, exactly. */
static enum number_result scale_exactly(const char *text, const char *end, int64_t factor,
                                        int64_t *product) {
    number_u128 mantissa = 0, whole = 0, divisor = 1, multiplier = (uint64_t)factor;
    bool fraction = false;
    for (const char *at = text; at < end; at++) {
        if (*at == '.') {
            fraction = true;
            while (end[-1] == '0')
                end--;
            continue;
        }
        unsigned digit = (unsigned)(*at - '0');
        mantissa = mantissa * 10 + digit;
        if (fraction)
            divisor = divisor * 10;
        if (!fraction)
            whole = mantissa;
        if (mantissa > (number_u128)1 << 64 || divisor > MOST_DIVISOR)
            return fraction && whole * multiplier <= INT64_MAX ? NUMBER_FRACTION : NUMBER_RANGE;
    }
    number_u128 scaled = mantissa * multiplier;
    if (scaled / divisor > INT64_MAX)
        return NUMBER_RANGE;
    if (scaled % divisor)
        return NUMBER_FRACTION;
    *product = (int64_t)(scaled / divisor);
    return NUMBER_OK;
}

static enum number_result quantity(const char *text, const struct unit *units, int64_t *value) {
    const char *end = skip_decimal(text);
    if (end == text)
        return NUMBER_SYNTAX;
    int64_t factor = unit_factor(units, end);
    return factor ? scale_exactly(text, end, factor, value) : NUMBER_UNIT;
}

enum number_result number_duration(const char *text, int64_t *ns) {
    return quantity(text, durations, ns);
}

enum number_result number_size(const char *text, int64_t *bytes) {
    return quantity(text, sizes, bytes);
}

enum number_result number_rate(const char *text, double *per_ns) {
    const char *end = skip_decimal(text);
    if (end == text)
        return NUMBER_SYNTAX;
    if (*end != '/')
        return NUMBER_UNIT;
    int64_t unit_ns = unit_factor(durations, end + 1);
    if (unit_ns == 0)
        return NUMBER_UNIT;
    double count = strtod(text, NULL);
    if (!isfinite(count))
        return NUMBER_RANGE;
    *per_ns = count / (double)unit_ns;
    return NUMBER_OK;
}

/* Returns a / b, rounded half to even. */
static number_u128 divide(number_u128 a, number_u128 b) {
    number_u128 quotient = a / b, remainder = a % b, rest = b - remainder;
    bool up = remainder > rest || (remainder == rest && quotient % 2 == 1);
    return up ? quotient + 1 : quotient;
}

/* Writes a whole number; returns its length. */
static int write_whole(char *text, number_u128 value) {
    char reversed[NUMBER_TEXT];
    int digits = 0, length = 0;
    do
        reversed[digits++] = (char)('0' + (int)(value % 10));
    while (value /= 10);
    while (digits > 0)
        text[length++] = reversed[--digits];
    text[length] = '\0';
    return length;
}

static number_u128 power_of_ten(int exponent) {
    number_u128 power = 1;
    for (int i = 0; i < exponent; i++)
        power = power * 10;
    return power;
}

/* Writes a number: its whole part, and its fraction in units of the last decimal. */
static void write_decimal(char text[NUMBER_TEXT], number_u128 whole, number_u128 units,
                          int decimals) {
    int length = write_whole(text, whole);
    if (decimals == 0)
        return;
    /* A leading 1 keeps the zeros after the point; the point then replaces it. */
    write_whole(text + length, power_of_ten(decimals) + units);
    text[length] = '.';
}

/* Returns the whole part of a ratio, and sets the rest, in units of 1 / scale.  Together they might
 * not fit. */
static number_u128 divide_decimal(number_u128 numerator, number_u128 denominator, number_u128 scale,
                                  number_u128 *units) {
    if (denominator == 0)
        numerator = 0, denominator = 1;
    number_u128 whole = numerator / denominator;
    number_u128 fraction = numerator % denominator * scale;
    number_u128 rounded = divide(whole % 2 * scale * denominator + fraction, denominator);
    *units = rounded % scale;
    return whole - whole % 2 + rounded / scale;
}

void number_ratio(char text[NUMBER_TEXT], number_u128 numerator, number_u128 denominator,
                  int decimals) {
    number_u128 units;
    number_u128 whole = divide_decimal(numerator, denominator, power_of_ten(decimals), &units);
    write_decimal(text, whole, units, decimals);
}

number_u128 number_rounded(number_u128 numerator, number_u128 denominator, int decimals) {
    number_u128 scale = power_of_ten(decimals), units;
    return divide_decimal(numerator, denominator, scale, &units) * scale + units;
}

void number_write(char text[NUMBER_TEXT], number_i128 units, int decimals) {
    number_u128 size = units < 0 ? -(number_u128)units : (number_u128)units;
    number_u128 scale = power_of_ten(decimals);
    if (units < 0)
        *text++ = '-';
    write_decimal(text, size / scale, size % scale, decimals);
}

void number_shorten(char *text) {
    if (!strchr(text, '.'))
        return;
    size_t end = strlen(text);
    while (text[end - 1] == '0')
        end--;
    text[end - (text[end - 1] == '.')] = '\0';
}

void number_seconds(char text[NUMBER_TEXT], int64_t ns) {
    snprintf(text, NUMBER_TEXT, "%lld.%09lld", (long long)(ns / 1000000000),
             (long long)(ns % 1000000000));
}

void number_write_duration(char text[NUMBER_TEXT], int64_t ns) {
    const struct unit *unit = durations;
    while (unit[1].name && ns % unit[1].factor == 0)
        unit++;
    if (ns == 0)
        unit = &durations[3];
    snprintf(text, NUMBER_TEXT, "%lld%s", (long long)(ns / unit->factor), unit->name);
}
