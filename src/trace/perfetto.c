/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Perfetto's table of processes as CSV: SELECT upid, pid, name, start_ts, end_ts FROM process. */
#include "trace/trace.h"

#include "base/limits.h"
#include "trace/csv.h"
#include "trace/log.h"

enum column { PID, NAME, START, END, COLUMNS };

static const char *const column_names[COLUMNS] = {"pid", "name", "start_ts", "end_ts"};

enum { MOST_FIELDS = 64 };

struct perfetto {
    struct log log;
    int at[COLUMNS]; /* the place of each column in a row, from 0; -1 if missing */
};

/* field = text without a comma | '"' quoted text '"': takes it without its quotes, and the comma
 * after it; *more: there was one. */
static bool take_field(struct slice *row, struct slice *field, bool *more) {
    if (!slice_take_byte(row, '"')) {
        *more = slice_take_until(row, ',', field);
        if (!*more)
            *field = *row;
        return true;
    }
    const char *quote = csv_closing_quote(row->text, row->text + row->bytes);
    if (!quote)
        return false;
    *field = (struct slice){row->text, (size_t)(quote - row->text)};
    slice_drop(row, field->bytes + 1);
    *more = row->bytes > 0;
    return !*more || slice_take_byte(row, ',');
}

/* Splits a row.  Returns how many fields it has; 0 if it cannot be read. */
static int split(struct slice row, struct slice fields[MOST_FIELDS]) {
    int count = 0;
    for (bool more = true; more && count < MOST_FIELDS;)
        if (!take_field(&row, &fields[count++], &more))
            return 0;
    return count;
}

static bool read_header(struct slice line, int at[COLUMNS]) {
    struct slice fields[MOST_FIELDS];
    int count = split(line, fields);
    for (int c = 0; c < COLUMNS; c++) {
        at[c] = -1;
        for (int i = 0; i < count; i++)
            if (slice_is(fields[i], column_names[c]))
                at[c] = i;
    }
    return at[PID] >= 0 && at[START] >= 0 && at[END] >= 0;
}

static bool is_null(struct slice field) {
    return field.bytes == 0 || slice_is(field, "[NULL]") || slice_is(field, "NULL");
}

/* Reads a time in nanoseconds; -1 for null. */
static bool read_time(struct slice field, int64_t *time_ns) {
    *time_ns = -1;
    if (is_null(field))
        return true;
    int64_t last = 0;
    struct slice begin = {field.text, field.bytes < 18 ? field.bytes : 18};
    slice_drop(&field, begin.bytes);
    if (!slice_take_number(&begin, 18, time_ns, NULL) || begin.bytes > 0)
        return false;
    if (field.bytes == 0)
        return true;
    if (!slice_take_number(&field, 1, &last, NULL) || field.bytes > 0 ||
        *time_ns > (LIMIT_TIME_NS - last) / 10)
        return false;
    *time_ns = *time_ns * 10 + last;
    return true;
}

/* Returns a name in `text`, each doubled quote once, truncated to LIMIT_NAME_BYTES. */
static struct slice plain_name(struct slice name, char text[LIMIT_NAME_BYTES]) {
    return (struct slice){text, csv_unquote(text, LIMIT_NAME_BYTES, name.text, name.bytes)};
}

static void add(struct perfetto *perfetto, int64_t time_ns, int32_t pid, struct slice name,
                enum record_kind kind) {
    story_add_process(&perfetto->log.story, time_ns, pid, kind, name.text, name.bytes);
}

static enum log_verdict take_row(void *state, struct slice line) {
    struct perfetto *perfetto = state;
    struct slice fields[MOST_FIELDS], name = {"", 0};
    char text[LIMIT_NAME_BYTES];
    int64_t start_ns, end_ns;
    int32_t pid;
    if (line.bytes == 0)
        return LOG_FOREIGN;
    int count = split(line, fields);
    for (int c = 0; c < COLUMNS; c++)
        if (perfetto->at[c] >= count)
            return LOG_MALFORMED;
    if (!slice_take_pid(&fields[perfetto->at[PID]], &pid) || fields[perfetto->at[PID]].bytes > 0 ||
        !read_time(fields[perfetto->at[START]], &start_ns) ||
        !read_time(fields[perfetto->at[END]], &end_ns) || (end_ns >= 0 && end_ns < start_ns))
        return LOG_MALFORMED;
    if (perfetto->at[NAME] >= 0 && !is_null(fields[perfetto->at[NAME]]))
        name = plain_name(fields[perfetto->at[NAME]], text);
    if (pid == 0) /* the idle task of every processor */
        return LOG_FOREIGN;
    if (start_ns >= 0)
        add(perfetto, start_ns, pid, name, RECORD_START);
    if (end_ns >= 0)
        add(perfetto, end_ns, pid, name, RECORD_DEATH);
    if (start_ns < 0 && end_ns < 0)
        add(perfetto, 0, pid, name, RECORD_EXISTS);
    return LOG_USED;
}

static bool recognises(const char *beginning, size_t bytes) {
    struct slice rest = {beginning, bytes}, line = rest;
    int at[COLUMNS];
    slice_take_until(&rest, '\n', &line);
    if (slice_ends(line, "\r"))
        line.bytes--;
    return read_header(line, at);
}

static bool init(struct trace *trace) {
    struct perfetto *perfetto = trace->state;
    struct line line;
    if (!log_init(trace))
        return false;
    if (!lines_take(&trace->lines, &line) ||
        !read_header((struct slice){line.text, line.bytes}, perfetto->at)) {
        diag_error("%s: expected a header with the columns pid, start_ts and end_ts",
                   trace->lines.name);
        return false;
    }
    return log_read(trace, take_row) &&
           log_finish(trace, "use the query SELECT upid, pid, name, start_ts, end_ts FROM process");
}

const struct trace_format perfetto_format = {
    .name = "perfetto",
    .summary = "Perfetto's process table as CSV: pid, name, start_ts, end_ts",
    .size = sizeof(struct perfetto),
    .is_log = true,
    .recognises = recognises,
    .init = init,
    .fill = log_fill,
    .fini = log_fini,
};
