/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Android's log, and bugreports, whose sections are several of its buffers and the kernel's log. */
#include "trace/trace.h"

#include "base/diag.h"
#include "trace/log.h"
#include "trace/logheader.h"
#include "trace/payload.h"

/* The kind of the current section of a bugreport. */
enum section { SECTION_OTHER, SECTION_LOG, SECTION_KERNEL };

struct logcat {
    struct log log;
    bool native;
    size_t column;         /* where the level is in most lines */
    bool marked;           /* a heading came again: what follows may be of another file */
    struct names headings; /* of the current file */
    bool coloured;         /* the lines have colours */
    bool spread; /* the format long: messages follow their headers, on lines of their own */
    struct logheader header;       /* of the message on the next line, */
    const struct payload_tag *tag; /* its tag, if that matters; else NULL */
    bool untagged;                 /* the tag is empty: the message has it */
    bool timeless;                 /* the format brief: every line takes a second */
    uint64_t ticks;                /* how many lines of that format mattered */
    enum section section;          /* of a bugreport */
    struct slice_date today;       /* of a bugreport; year 0 when it is not known */
    int64_t today_ns;
    int64_t kernel_ns; /* the last time in the section of the kernel */
};

/* Begins another section if concatenated logs overlap: the later file begins before the earlier one
 * ended.  Only after a heading: elsewhere, the clock was set. */
static void begin_file(struct logcat *logcat, const struct logheader *header) {
    const int64_t slack_ns = INT64_C(10) * 1000000000;
    const struct logclock_dial *dial = &logcat->log.clock.dials[header->which];
    if (logcat->marked && dial->started &&
        logclock_place(dial, header->wall_ns, header->cycle) < dial->wall_ns - slack_ns &&
        !logclock_turns(dial, header->wall_ns, header->cycle))
        log_section(&logcat->log);
    logcat->marked = false;
}

static enum log_verdict take_message(struct logcat *logcat, const struct logheader *header,
                                     const struct payload_tag *tag) {
    struct payload_sink sink = {
        .log = &logcat->log, .native = logcat->native, .writer = header->pid};
    begin_file(logcat, header);
    sink.time_ns = log_time(&logcat->log, header->which, header->wall_ns, header->cycle);
    return tag->take(&sink, header->message);
}

/* Returns the tag of a message, or NULL if it does not matter.  The kernel's lines have an empty
 * one: the message begins with theirs, and loses it. */
static const struct payload_tag *find_tag(struct logheader *header) {
    return header->tag.bytes > 0 ? payload_find(header->tag)
                                 : payload_find_in_kernel(&header->message);
}

/* brief, which has no times: only the order counts. */
static enum log_verdict take_timeless(struct logcat *logcat, struct slice line) {
    struct logheader header;
    if (!logheader_read_brief(line, &header))
        return payload_is_mentioned(line) ? LOG_MALFORMED : LOG_FOREIGN;
    const struct payload_tag *tag = find_tag(&header);
    if (!tag)
        return LOG_FOREIGN;
    header.wall_ns = (int64_t)logcat->ticks++ * 1000000000;
    header.cycle = LOGCLOCK_WHOLE;
    return take_message(logcat, &header, tag);
}

static enum log_verdict take_dmesg(struct logcat *logcat, struct slice line) {
    struct logheader header;
    if (!logheader_read_dmesg(line, &header))
        return LOG_FOREIGN;
    logcat->kernel_ns = header.wall_ns;
    const struct payload_tag *tag = payload_find_in_kernel(&header.message);
    return tag ? take_message(logcat, &header, tag) : LOG_FOREIGN;
}

/* "--------- beginning of " buffer: in one file, each buffer's heading appears once. */
static void take_mark(struct logcat *logcat, struct slice line) {
    enum { MOST_HEADINGS = 64 }; /* Android has eight buffers */
    if (!slice_take(&line, "--------- beginning of ") || line.bytes > LIMIT_NAME_BYTES ||
        logcat->headings.count == MOST_HEADINGS)
        return;
    size_t before = logcat->headings.count;
    if (names_add(&logcat->headings, line.text, line.bytes) == before)
        return;
    logcat->marked = true;
    names_fini(&logcat->headings);
    logcat->headings = (struct names){0};
    names_add(&logcat->headings, line.text, line.bytes);
}

/* long: a header, then the lines of its message; only the first one can matter. */
static enum log_verdict take_spread(struct logcat *logcat, struct slice line) {
    struct logheader header;
    if (logheader_read_long(line, &logcat->today, &header)) {
        logcat->tag = payload_find(header.tag);
        logcat->untagged = header.tag.bytes == 0;
        logcat->header = header;
        return LOG_FOREIGN;
    }
    logcat->header.message = line;
    const struct payload_tag *tag =
        logcat->untagged ? payload_find_in_kernel(&logcat->header.message) : logcat->tag;
    logcat->tag = NULL;
    logcat->untagged = false;
    if (tag)
        return take_message(logcat, &logcat->header, tag);
    take_mark(logcat, line);
    return LOG_FOREIGN;
}

/* Takes a line without a tag in its place. */
static enum log_verdict take_untagged(struct logcat *logcat, struct slice line) {
    if (slice_begins(line, "--------- ")) {
        take_mark(logcat, line);
        return LOG_FOREIGN;
    }
    if (line.bytes > 0 && (*line.text == '[' || *line.text == '<'))
        return take_dmesg(logcat, line);
    return payload_is_mentioned(line) ? LOG_MALFORMED : LOG_FOREIGN;
}

static enum log_verdict take_logcat(void *state, struct slice line) {
    struct logcat *logcat = state;
    if (logcat->coloured)
        logheader_drop_colour(&line);
    if (logcat->spread)
        return take_spread(logcat, line);
    if (logcat->timeless)
        return take_timeless(logcat, line);
    struct slice at = logheader_look(line, &logcat->column);
    if (at.bytes == 0)
        return take_untagged(logcat, line);
    const struct payload_tag *tag = payload_find(at);
    bool untold = *at.text == ' ' || *at.text == ':'; /* the kernel's lines have an empty tag */
    if (tag ? !payload_may_tell(tag, at) : !untold)
        return LOG_FOREIGN;
    struct logheader header;
    if (!logheader_read(line, &logcat->today, &header))
        return tag && !tag->beginnings ? LOG_MALFORMED : LOG_FOREIGN;
    tag = find_tag(&header);
    return tag ? take_message(logcat, &header, tag) : LOG_FOREIGN;
}

/* Bugreports */

/* "== dumpstate: " date " " clock */
static bool take_dumpstate(struct logcat *logcat, struct slice line) {
    struct slice_date date;
    int64_t clock_ns;
    if (!slice_take(&line, "== dumpstate: ") || !slice_take_date(&line, &date) || !date.year ||
        !slice_take_byte(&line, ' ') || !slice_take_clock(&line, &clock_ns))
        return false;
    logcat->today = date;
    logcat->today_ns = logclock_date_ns(date.year, date.month, date.day, clock_ns);
    return true;
}

/* The kernel's log counts from boot.  Assumes that it ends when the report was made. */
static void end_section(struct logcat *logcat) {
    const struct logclock *clock = &logcat->log.clock;
    int64_t origin_ns = logcat->today_ns - logcat->kernel_ns + clock->first_wall_ns;
    if (logcat->section == SECTION_KERNEL && clock->started)
        story_section_start(&logcat->log.story, origin_ns > 0 ? origin_ns : 0, false);
    logcat->section = SECTION_OTHER;
}

static bool is_log(struct slice title) {
    return slice_is(title, "EVENT LOG") || slice_is(title, "SYSTEM LOG") ||
           slice_is(title, "MAIN LOG") || slice_is(title, "MAIN AND SYSTEM LOG");
}

/* "------ " title " (" command ") ------", or the end of a section, whose title is a duration. */
static void take_heading(struct logcat *logcat, struct slice line) {
    struct slice command;
    end_section(logcat);
    slice_take(&line, "------ ");
    if (!slice_find(line, " (", &command))
        return;
    struct slice title = {line.text, (size_t)(command.text - line.text) - 2};
    if (is_log(title))
        logcat->section = SECTION_LOG;
    else if (slice_is(title, "KERNEL LOG") && logcat->today.year)
        logcat->section = SECTION_KERNEL;
    if (logcat->section != SECTION_OTHER && logcat->log.clock.started)
        log_section(&logcat->log);
}

static enum log_verdict take_bugreport(void *state, struct slice line) {
    struct logcat *logcat = state;
    if (slice_begins(line, "------ ")) {
        take_heading(logcat, line);
        return LOG_FOREIGN;
    }
    switch (logcat->section) {
    case SECTION_LOG: return take_logcat(logcat, line);
    case SECTION_KERNEL: return take_dmesg(logcat, line);
    default: return take_dumpstate(logcat, line) ? LOG_USED : LOG_FOREIGN;
    }
}

/* Formats */

static const char no_times[] = "record it with adb logcat -v threadtime; or --lenient keeps the "
                               "order of its lines, one second apart";
static const char no_processes[] =
    "adb logcat -b events has am_proc_start, am_proc_bound, am_proc_died and am_kill; the system "
    "buffer has text such as \"Start proc\"";

struct headers {
    bool timed, brief, spread, coloured, report;
};

/* Finds the kinds of headers at the beginning of a file. */
static struct headers look_at(const char *beginning, size_t bytes) {
    const struct slice_date today = {0};
    struct slice rest = {beginning, bytes}, line;
    struct headers found = {0};
    while (rest.bytes > 0 && !found.timed) {
        struct logheader header;
        if (!slice_take_until(&rest, '\n', &line)) {
            line = rest;
            rest.bytes = 0;
        }
        if (slice_ends(line, "\r"))
            line.bytes--;
        found.coloured = found.coloured || slice_begins(line, "\33[");
        logheader_drop_colour(&line);
        found.spread = found.spread || logheader_read_long(line, &today, &header);
        found.report = found.report || slice_begins(line, "== dumpstate: ") ||
                       (slice_begins(line, "------ ") && slice_find(line, " LOG (", NULL));
        found.timed = logheader_read(line, &today, &header) || logheader_read_dmesg(line, &header);
        found.brief = found.brief || logheader_read_brief(line, &header);
    }
    return found;
}

static bool recognises_logcat(const char *beginning, size_t bytes) {
    struct headers headers = look_at(beginning, bytes);
    return !headers.report && (headers.timed || headers.brief || headers.spread);
}

static bool recognises_bugreport(const char *beginning, size_t bytes) {
    return look_at(beginning, bytes).report;
}

static bool prepare(struct trace *trace) {
    struct logcat *logcat = trace->state;
    logcat->native = trace->options.native;
    return log_init(trace);
}

static bool init_logcat(struct trace *trace) {
    struct logcat *logcat = trace->state;
    size_t bytes;
    const char *beginning = trace_beginning(trace, &bytes);
    struct headers headers = look_at(beginning, bytes);
    logcat->spread = headers.spread && !headers.timed;
    logcat->timeless = headers.brief && !headers.timed && !headers.spread;
    logcat->coloured = headers.coloured;
    if (logcat->timeless && !trace->options.lenient) {
        diag_error("%s: this log has no times: it is in logcat's brief format", trace->lines.name);
        diag_hint("%s", no_times);
        return false;
    }
    return prepare(trace) && log_read(trace, take_logcat) && log_finish(trace, no_processes);
}

static bool init_bugreport(struct trace *trace) {
    if (!prepare(trace) || !log_read(trace, take_bugreport))
        return false;
    end_section(trace->state);
    return log_finish(trace, no_processes);
}

static void fini(struct trace *trace) {
    struct logcat *logcat = trace->state;
    names_fini(&logcat->headings);
    log_fini(trace);
}

const struct trace_format logcat_format = {
    .name = "logcat",
    .summary = "Android's log with times, from adb logcat -b events or other buffers; or dmesg",
    .size = sizeof(struct logcat),
    .is_log = true,
    .recognises = recognises_logcat,
    .init = init_logcat,
    .fill = log_fill,
    .fini = fini,
};

const struct trace_format bugreport_format = {
    .name = "bugreport",
    .summary = "the event, system and kernel logs in an adb bugreport",
    .size = sizeof(struct logcat),
    .is_log = true,
    .recognises = recognises_bugreport,
    .init = init_bugreport,
    .fill = log_fill,
    .fini = fini,
};
