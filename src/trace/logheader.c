/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/logheader.h"

#include <limits.h>

static inline bool is_level(char byte) {
    switch (byte) {
    case 'V':
    case 'D':
    case 'I':
    case 'W':
    case 'E':
    case 'F':
    case 'S': return true;
    default: return false;
    }
}

/* Returns whether a level and the mark after it are here; the tag is three bytes on. */
static inline bool is_before_tag(const char *at) {
    return at[0] == ' ' && is_level(at[1]) &&
           (at[2] == '/' || (at[2] == ' ' && slice_is_digit(at[-1])));
}

struct slice logheader_look(struct slice line, size_t *column) {
    enum { FIRST = 10, LAST = 72 };
    size_t last = line.bytes < LAST ? line.bytes : LAST;
    size_t i = *column;
    if (i < FIRST || i + 3 >= last || !is_before_tag(line.text + i)) {
        i = FIRST;
        while (i + 3 < last && !is_before_tag(line.text + i))
            i++;
    }
    if (i + 3 >= last)
        return (struct slice){line.text, 0};
    *column = i;
    slice_drop(&line, i + 3);
    return line;
}

/* zone = " " ( "+" | "-" ) HHMM, with -v zone: the time before it is already the zone's. */
static void drop_zone(struct slice *line) {
    if (line->bytes < 6 || line->text[0] != ' ' || (line->text[1] != '+' && line->text[1] != '-'))
        return;
    if (slice_all_digits((struct slice){line->text + 2, 4}))
        slice_drop(line, 6);
}

/* Returns the year of a date that omits it: the latest in which the date is not after the day that
 * follows `today`.  A report may be written past midnight. */
static int year_of(struct slice_date date, const struct slice_date *today) {
    static const int64_t day_ns = 86400 * INT64_C(1000000000);
    int64_t last_ns = logclock_date_ns(today->year, today->month, today->day, day_ns);
    int year = today->year + 1;
    while (year >= today->year && logclock_date_ns(year, date.month, date.day, 0) > last_ns)
        year--;
    return year;
}

/* Sets the header's time from a date, which may omit its year, and the time of day on it. */
static void set_time(struct slice_date date, int64_t clock_ns, const struct slice_date *today,
                     struct logheader *header) {
    if (date.year == 0 && today->year != 0)
        date.year = year_of(date, today);
    bool leap_day = date.month == 2 && date.day == 29;
    header->cycle = date.year ? LOGCLOCK_WHOLE : leap_day ? LOGCLOCK_LEAP : LOGCLOCK_YEARLY;
    header->wall_ns = logclock_date_ns(date.year, date.month, date.day, clock_ns);
}

/* Smaller times count from boot (three years), by a clock that nobody sets; others from 1970. */
static const int64_t since_boot_ns = INT64_C(100000000) * 1000000000;

/* time = [ YYYY "-" ] MM "-" DD " " clock | seconds fraction */
static bool take_time(struct slice *line, const struct slice_date *today,
                      struct logheader *header) {
    slice_drop_blanks(line);
    struct slice rest = *line;
    if (slice_take_seconds(&rest, &header->wall_ns)) {
        *line = rest;
        header->cycle = header->wall_ns < since_boot_ns ? LOGCLOCK_STEADY : LOGCLOCK_WHOLE;
        return true;
    }
    struct slice_date date;
    int64_t clock_ns;
    if (!slice_take_date(line, &date) || !slice_take_byte(line, ' ') ||
        !slice_take_clock(line, &clock_ns))
        return false;
    drop_zone(line);
    set_time(date, clock_ns, today, header);
    return true;
}

/* tag = text up to ":", optionally with blanks before it */
static bool take_tag(struct slice *line, struct slice *tag) {
    if (!slice_take_until(line, ':', tag))
        return false;
    slice_trim(tag);
    slice_drop_blanks(line);
    return true;
}

/* threadtime = time [ uid ] pid tid level tag ":" message.  A uid is a number or a name, and may be
 * glued to the pid by a colon. */
static bool read_threadtime(struct slice line, struct logheader *header) {
    struct slice words[4];
    int count = 0;
    for (; count < 4; count++) {
        if (!slice_take_word(&line, &words[count]))
            return false;
        if (count >= 2 && words[count].bytes == 1 && is_level(*words[count].text))
            break;
    }
    if (count < 2 || count > 3)
        return false;
    struct slice pid = words[count - 2], uid;
    slice_take_until(&pid, ':', &uid);
    if (!slice_all_digits(words[count - 1]) || !slice_all_digits(pid) ||
        !slice_take_pid(&pid, &header->pid) || !slice_take_byte(&line, ' ') ||
        !take_tag(&line, &header->tag))
        return false;
    header->message = line;
    return true;
}

bool logheader_read_brief(struct slice line, struct logheader *header) {
    slice_drop_blanks(&line);
    if (line.bytes < 2 || !is_level(line.text[0]) || line.text[1] != '/')
        return false;
    slice_drop(&line, 2);
    if (!slice_take_until(&line, '(', &header->tag))
        return false;
    slice_trim(&header->tag);
    struct slice after = line, inside, uid;
    if (slice_take_until(&after, ')', &inside) && slice_take_until(&inside, ':', &uid))
        slice_drop(&line, uid.bytes + 1);
    slice_drop_blanks(&line);
    if (!slice_take_pid(&line, &header->pid) || !slice_take(&line, "):"))
        return false;
    slice_drop_blanks(&line);
    header->message = line;
    header->which = LOGCLOCK_MAIN;
    return true;
}

/* Returns a number of two digits; a negative one if they are not digits. */
static inline int pair(const char *at) {
    int tens = (unsigned char)at[0] - '0', ones = (unsigned char)at[1] - '0';
    return (unsigned)tens <= 9 && (unsigned)ones <= 9 ? tens * 10 + ones : INT_MIN;
}

/* Reads the header of most lines, in which every digit has its place: MM-DD HH:MM:SS.mmm pid tid
 * level tag ":" message.  A line that it rejects may still have a header. */
static bool read_usual(struct slice line, const struct slice_date *today,
                       struct logheader *header) {
    enum { TIME_BYTES = 18, LEAST_BYTES = 32 };
    const char *at = line.text;
    int64_t tid;
    if (line.bytes < LEAST_BYTES || at[2] != '-' || at[5] != ' ' || at[8] != ':' || at[11] != ':' ||
        at[14] != '.' || at[TIME_BYTES] != ' ' || !slice_is_digit(at[15]))
        return false;
    int month = pair(at), day = pair(at + 3);
    int hour = pair(at + 6), minute = pair(at + 9), second = pair(at + 12), ms = pair(at + 16);
    if (month < 1 || month > 12 || day < 1 || day > 31 || hour < 0 || hour > 23 || minute < 0 ||
        minute > 59 || second < 0 || second > 60 || ms < 0)
        return false;
    slice_drop(&line, TIME_BYTES);
    slice_drop_blanks(&line);
    if (!slice_take_pid(&line, &header->pid) || !slice_take_byte(&line, ' '))
        return false;
    slice_drop_blanks(&line);
    if (!slice_take_number(&line, 10, &tid, NULL) || line.bytes < 3 || line.text[0] != ' ' ||
        !is_level(line.text[1]) || line.text[2] != ' ')
        return false;
    slice_drop(&line, 3);
    if (!take_tag(&line, &header->tag))
        return false;
    header->message = line;
    ms += (at[15] - '0') * 100;
    set_time((struct slice_date){0, month, day},
             (((hour * 60 + minute) * 60 + second) * INT64_C(1000) + ms) * 1000000, today, header);
    return true;
}

bool logheader_read(struct slice line, const struct slice_date *today, struct logheader *header) {
    if (!read_usual(line, today, header) &&
        (!take_time(&line, today, header) ||
         !(read_threadtime(line, header) || logheader_read_brief(line, header))))
        return false;
    header->which = header->pid == 0 ? LOGCLOCK_KERNEL : LOGCLOCK_MAIN;
    return true;
}

/* "[ " time [ uid ":" ] pid ":" tid level "/" tag "]" */
bool logheader_read_long(struct slice line, const struct slice_date *today,
                         struct logheader *header) {
    struct slice numbers, word;
    if (!slice_take(&line, "[ ") || !slice_ends(line, "]") || !take_time(&line, today, header))
        return false;
    line.bytes--;
    if (!slice_take_until(&line, '/', &numbers) || numbers.bytes < 2 ||
        !is_level(numbers.text[numbers.bytes - 1]))
        return false;
    numbers.bytes--;
    slice_trim(&numbers);
    int colons = 0;
    for (size_t i = 0; i < numbers.bytes; i++)
        colons += numbers.text[i] == ':';
    if (colons == 2)
        slice_take_until(&numbers, ':', &word);
    slice_drop_blanks(&numbers);
    if (!slice_take_pid(&numbers, &header->pid) || !slice_take_byte(&numbers, ':'))
        return false;
    slice_trim(&line);
    header->tag = line;
    header->message = (struct slice){line.text, 0};
    header->which = header->pid == 0 ? LOGCLOCK_KERNEL : LOGCLOCK_MAIN;
    return true;
}

void logheader_drop_colour(struct slice *line) {
    struct slice colour;
    if (slice_begins(*line, "\33["))
        slice_take_until(line, 'm', &colour);
    if (slice_ends(*line, "\33[0m"))
        line->bytes -= 4;
}

bool logheader_read_dmesg(struct slice line, struct logheader *header) {
    struct slice skipped;
    if (slice_take_byte(&line, '<') && !slice_take_until(&line, '>', &skipped))
        return false;
    if (!slice_take_byte(&line, '['))
        return false;
    slice_drop_blanks(&line);
    if (!slice_take_seconds(&line, &header->wall_ns))
        return false;
    if (!slice_take_until(&line, ']', &skipped))
        return false;
    while (slice_drop_blanks(&line), slice_take_byte(&line, '['))
        if (!slice_take_until(&line, ']', &skipped))
            return false;
    header->cycle = LOGCLOCK_STEADY;
    header->which = LOGCLOCK_KERNEL;
    header->pid = 0;
    header->tag = (struct slice){line.text, 0};
    header->message = line;
    return true;
}
