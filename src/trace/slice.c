/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/slice.h"

#include "base/limits.h"

bool slice_take_until(struct slice *slice, char byte, struct slice *before) {
    const char *found = slice->bytes ? memchr(slice->text, byte, slice->bytes) : NULL;
    if (!found)
        return false;
    *before = (struct slice){slice->text, (size_t)(found - slice->text)};
    slice_drop(slice, before->bytes + 1);
    return true;
}

bool slice_take_number(struct slice *slice, int most, int64_t *value, int *digits) {
    size_t count = 0, last = slice->bytes < (size_t)most ? slice->bytes : (size_t)most;
    int64_t sum = 0;
    while (count < last && slice_is_digit(slice->text[count]))
        sum = sum * 10 + (slice->text[count++] - '0');
    *value = sum;
    slice_drop(slice, count);
    if (digits)
        *digits = (int)count;
    return count > 0 && !(slice->bytes > 0 && slice_is_digit(*slice->text));
}

bool slice_take_pid(struct slice *slice, int32_t *pid) {
    int64_t value;
    if (!slice_take_number(slice, 10, &value, NULL) || value > LIMIT_PID)
        return false;
    *pid = (int32_t)value;
    return true;
}

bool slice_take_fraction(struct slice *slice, int64_t *ns) {
    int digits;
    if (!slice_take_byte(slice, '.') || !slice_take_number(slice, 9, ns, &digits))
        return false;
    static const int64_t units[] = {
        [1] = 100000000, 10000000, 1000000, 100000, 10000, 1000, 100, 10, 1};
    *ns *= units[digits];
    return true;
}

bool slice_take_seconds(struct slice *slice, int64_t *ns) {
    int64_t seconds, fraction;
    if (!slice_take_number(slice, 10, &seconds, NULL) || seconds > LIMIT_TIME_NS / 1000000000 ||
        !slice_take_fraction(slice, &fraction))
        return false;
    *ns = seconds * 1000000000 + fraction;
    return true;
}

bool slice_take_clock(struct slice *slice, int64_t *ns) {
    int64_t hours, minutes, seconds, fraction = 0;
    if (!slice_take_number(slice, 2, &hours, NULL) || !slice_take_byte(slice, ':') ||
        !slice_take_number(slice, 2, &minutes, NULL) || !slice_take_byte(slice, ':') ||
        !slice_take_number(slice, 2, &seconds, NULL))
        return false;
    if (slice->bytes > 0 && *slice->text == '.' && !slice_take_fraction(slice, &fraction))
        return false;
    *ns = ((hours * 60 + minutes) * 60 + seconds) * 1000000000 + fraction;
    return hours < 24 && minutes < 60 && seconds <= 60;
}

bool slice_take_date(struct slice *slice, struct slice_date *date) {
    enum { FIRST_YEAR = 1970, LAST_YEAR = 2100 };
    int64_t year = 0, month, day;
    int digits;
    if (!slice_take_number(slice, 4, &month, &digits))
        return false;
    if (digits == 4) {
        year = month;
        if (!slice_take_byte(slice, '-') || !slice_take_number(slice, 2, &month, NULL))
            return false;
    }
    if (!slice_take_byte(slice, '-') || !slice_take_number(slice, 2, &day, NULL))
        return false;
    *date = (struct slice_date){(int)year, (int)month, (int)day};
    if (digits == 4 && (year < FIRST_YEAR || year > LAST_YEAR))
        return false;
    return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

bool slice_take_word(struct slice *slice, struct slice *word) {
    slice_drop_blanks(slice);
    size_t bytes = 0;
    while (bytes < slice->bytes && slice->text[bytes] != ' ' && slice->text[bytes] != '\t')
        bytes++;
    *word = (struct slice){slice->text, bytes};
    slice_drop(slice, bytes);
    return bytes > 0;
}

bool slice_find(struct slice slice, const char *text, struct slice *after) {
    size_t bytes = strlen(text);
    while (slice.bytes >= bytes) {
        const char *first = memchr(slice.text, *text, slice.bytes - bytes + 1);
        if (!first)
            return false;
        slice_drop(&slice, (size_t)(first - slice.text));
        if (memcmp(first, text, bytes) == 0) {
            slice_drop(&slice, bytes);
            if (after)
                *after = slice;
            return true;
        }
        slice_drop(&slice, 1);
    }
    return false;
}

bool slice_find_last(struct slice slice, const char *text, struct slice *after) {
    if (!slice_find(slice, text, &slice))
        return false;
    while (slice_find(slice, text, &slice))
        ;
    if (after)
        *after = slice;
    return true;
}

bool slice_all_digits(struct slice slice) {
    for (size_t i = 0; i < slice.bytes; i++)
        if (!slice_is_digit(slice.text[i]))
            return false;
    return slice.bytes > 0;
}

bool slice_take_hexadecimal(struct slice *text, uint64_t *value) {
    size_t digits = 0;
    for (*value = 0; digits < text->bytes; digits++) {
        const char *digit = strchr("0123456789abcdef", text->text[digits]);
        if (!digit || !*digit)
            break;
        if (digits == 16)
            return false;
        *value = *value << 4 | (uint64_t)(digit - "0123456789abcdef");
    }
    slice_drop(text, digits);
    return digits > 0;
}
