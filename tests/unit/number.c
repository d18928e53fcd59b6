/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers as people write them, and exact decimals. */
#include <inttypes.h>
#include <string.h>

#include "base/number.h"
#include "tap.h"

struct reading {
    enum number_result (*read)(const char *text, int64_t *value);
    const char *text;
    enum number_result result;
    int64_t value;
};

static const struct reading readings[] = {
    {number_integer, "0", NUMBER_OK, 0},
    {number_integer, "-12", NUMBER_OK, -12},
    {number_integer, "9223372036854775807", NUMBER_OK, INT64_MAX},
    {number_integer, "-9223372036854775808", NUMBER_OK, INT64_MIN},
    {number_integer, "9223372036854775808", NUMBER_RANGE, 0},
    {number_integer, "99999999999999999999999", NUMBER_RANGE, 0},
    {number_integer, "", NUMBER_SYNTAX, 0},
    {number_integer, "-", NUMBER_SYNTAX, 0},
    {number_integer, "+1", NUMBER_SYNTAX, 0},
    {number_integer, " 1", NUMBER_SYNTAX, 0},
    {number_integer, "1x", NUMBER_SYNTAX, 0},
    {number_integer, "1e3", NUMBER_SYNTAX, 0},
    {number_duration, "1.5s", NUMBER_OK, 1500000000},
    {number_duration, "10min", NUMBER_OK, 600000000000},
    {number_duration, "0.5h", NUMBER_OK, 1800000000000},
    {number_duration, "2d", NUMBER_OK, 172800000000000},
    {number_duration, "28ms", NUMBER_OK, 28000000},
    {number_duration, "3us", NUMBER_OK, 3000},
    {number_duration, "7ns", NUMBER_OK, 7},
    {number_duration, "1.000000001s", NUMBER_OK, 1000000001},
    {number_duration, "1.0000000000000000000000000s", NUMBER_OK, 1000000000},
    {number_duration, "0.0000000001s", NUMBER_FRACTION, 0},
    {number_duration, "0.0000000000000000000000000000000000000000000001d", NUMBER_FRACTION, 0},
    {number_duration, "5", NUMBER_UNIT, 0},
    {number_duration, "5 s", NUMBER_UNIT, 0},
    {number_duration, "5sec", NUMBER_UNIT, 0},
    {number_duration, "-5s", NUMBER_SYNTAX, 0},
    {number_duration, "nan", NUMBER_SYNTAX, 0},
    {number_duration, ".5s", NUMBER_SYNTAX, 0},
    {number_duration, "1.s", NUMBER_UNIT, 0},
    {number_duration, "9223372036854775807ns", NUMBER_OK, INT64_MAX},
    {number_duration, "9223372036854775808ns", NUMBER_RANGE, 0},
    {number_duration, "9999999999999999999999999d", NUMBER_RANGE, 0},
    {number_duration, "18446744073709551615.5s", NUMBER_RANGE, 0},
    {number_duration, "9223372036854775808.0000000001ns", NUMBER_RANGE, 0},
    {number_duration, "9223372036.8547758079s", NUMBER_FRACTION, 0},
    {number_size, "8192", NUMBER_OK, 8192},
    {number_size, "8KiB", NUMBER_OK, 8192},
    {number_size, "1.5MiB", NUMBER_OK, 1572864},
    {number_size, "0.3KiB", NUMBER_FRACTION, 0},
    {number_size, "8KB", NUMBER_UNIT, 0},
};

static void test_readings(void) {
    for (size_t i = 0; i < sizeof readings / sizeof *readings; i++) {
        int64_t value = 0;
        enum number_result result = readings[i].read(readings[i].text, &value);
        tap_ok(result == readings[i].result && (result != NUMBER_OK || value == readings[i].value),
               "'%s' gives result %d, value %" PRId64, readings[i].text, readings[i].result,
               readings[i].value);
    }
}

static void test_rates(void) {
    double per_ns;
    tap_ok(number_rate("45/h", &per_ns) == NUMBER_OK && per_ns == 45 / 3.6e12, "45/h");
    tap_ok(number_rate("0.2/ms", &per_ns) == NUMBER_OK && per_ns == 0.2 / 1e6, "0.2/ms");
    tap_ok(number_rate("45", &per_ns) == NUMBER_UNIT, "45 has no unit");
    tap_ok(number_rate("45/week", &per_ns) == NUMBER_UNIT, "45/week has no known unit");
    tap_ok(number_rate("-1/s", &per_ns) == NUMBER_SYNTAX, "-1/s is no rate");
    double value;
    tap_ok(number_decimal("1e-3", &value) == NUMBER_OK && value == 1e-3, "1e-3");
    tap_ok(number_decimal("1e999", &value) == NUMBER_RANGE, "1e999 is out of range");
    tap_ok(number_decimal("inf", &value) == NUMBER_SYNTAX, "inf is no number");
    tap_ok(number_decimal("0x10", &value) == NUMBER_SYNTAX, "0x10 is no number");
}

struct ratio {
    uint64_t numerator, denominator;
    int decimals;
    const char *text;
};

static const struct ratio ratios[] = {
    {0, 7, 6, "0.000000"},
    {1, 3, 6, "0.333333"},
    {2, 3, 6, "0.666667"},
    {1, 8, 2, "0.12"}, /* 0.125: half to even */
    {3, 8, 2, "0.38"}, /* 0.375: half to even */
    {1, 2, 0, "0"},
    {3, 2, 0, "2"},
    {5, 2, 0, "2"},
    {1999999, 2000000, 6, "1.000000"}, /* 0.9999995 */
    {1999997, 2000000, 6, "0.999998"}, /* 0.9999985 */
    {19, 10, 0, "2"},
    {123456789, 1000000000, 9, "0.123456789"},
    {5, 0, 3, "0.000"},
};

static void test_ratios(void) {
    char text[NUMBER_TEXT];
    for (size_t i = 0; i < sizeof ratios / sizeof *ratios; i++) {
        number_ratio(text, ratios[i].numerator, ratios[i].denominator, ratios[i].decimals);
        tap_ok(strcmp(text, ratios[i].text) == 0, "%" PRIu64 " / %" PRIu64 " is %s, not %s",
               ratios[i].numerator, ratios[i].denominator, ratios[i].text, text);
    }
    number_ratio(text, ~(number_u128)0, 1, 9);
    tap_ok(strcmp(text, "340282366920938463463374607431768211455.000000000") == 0,
           "the largest numerator: %s", text);
    number_seconds(text, INT64_MAX);
    tap_ok(strcmp(text, "9223372036.854775807") == 0, "the longest time: %s", text);
}

struct decimal {
    int64_t units;
    int decimals;
    const char *text;
};

static const struct decimal decimals[] = {
    {0, 0, "0"},
    {0, 6, "0.000000"},
    {-7, 0, "-7"},
    {-7, 9, "-0.000000007"},
    {1234567, 6, "1.234567"},
    {-1000000, 6, "-1.000000"},
    {INT64_MIN, 9, "-9223372036.854775808"},
};

static void test_decimals(void) {
    char text[NUMBER_TEXT];
    for (size_t i = 0; i < sizeof decimals / sizeof *decimals; i++) {
        number_write(text, decimals[i].units, decimals[i].decimals);
        tap_ok(strcmp(text, decimals[i].text) == 0,
               "%" PRId64 " units of decimal %d are %s, not %s", decimals[i].units,
               decimals[i].decimals, decimals[i].text, text);
    }
    bool same = true;
    for (size_t i = 0; i < sizeof ratios / sizeof *ratios; i++) {
        number_write(text,
                     (number_i128)number_rounded(ratios[i].numerator, ratios[i].denominator,
                                                 ratios[i].decimals),
                     ratios[i].decimals);
        same = same && strcmp(text, ratios[i].text) == 0;
    }
    tap_ok(same, "what is rounded to units is written as the ratio is");
}

int main(void) {
    test_readings();
    test_rates();
    test_ratios();
    test_decimals();
    return tap_done();
}
