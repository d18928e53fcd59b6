/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The native trace format (kvsim-trace(5)): CSV, read strictly and as a stream.  Memory grows with
 * the live entries, not with the length of the file. */
#include "trace/trace.h"

#include <string.h>

#include "base/limits.h"
#include "base/plural.h"
#include "trace/contextname.h"
#include "trace/csv.h"
#include "trace/entries.h"
#include "trace/word.h"

/* The first bytes of a field and its separator, as many as fit in a word. */
struct head {
    uint64_t word, mask;
};

struct native {
    bool has_context, has_name; /* columns of the header */
    bool usual;                 /* rows may be read by words */
    bool ended;                 /* the row `end` was read */
    int64_t time_ns;            /* of the row before */
    int context;                /* of the row before; -1 at first */
    uint64_t skipped;           /* deregistrations without an entry, when lenient */
    struct head second;         /* of a usual row before: its seconds and the point */
    int second_bytes;
    uint64_t second_ns;
    struct head heads[LIMIT_CONTEXTS]; /* of the contexts' names */
    int head_count;
};

static const char first_column[] = "time_s,";

static bool begins(const char *text, size_t bytes, const char *with) {
    return bytes >= strlen(with) && memcmp(text, with, strlen(with)) == 0;
}

static bool recognises(const char *beginning, size_t bytes) {
    return begins(beginning, bytes, first_column);
}

/* Returns whether this is the last line of a truncated file. */
static bool is_short(const struct line *line) {
    return !line->whole && !line->cut;
}

/* Reports a line that cannot be read: as an error, or as the end of a truncated file.  Returns
 * false. */
static bool fail(const struct trace *trace, const struct line *line, const char *at, size_t width,
                 const char *problem) {
    if (is_short(line)) {
        trace_note_truncated(trace);
        return false;
    }
    struct place place = lines_place(&trace->lines, line, at, width);
    diag_error_at(&place, "%s", problem);
    return false;
}

static bool is_whole(const struct line *line, const char *columns) {
    return line->bytes == strlen(columns) && memcmp(line->text, columns, line->bytes) == 0;
}

static bool init(struct trace *trace) {
    struct native *native = trace->state;
    native->context = -1;
    struct line line;
    if (!lines_take(&trace->lines, &line)) {
        diag_error("%s: expected a header line", trace->lines.name);
        return false;
    }
    line.whole = true;
    bool both = is_whole(&line, "time_s,event,pid,context,name");
    native->usual = both && WORD_USABLE;
    native->has_context = both || is_whole(&line, "time_s,event,pid,context");
    native->has_name = both || is_whole(&line, "time_s,event,pid,name");
    if (native->has_context || native->has_name || is_whole(&line, "time_s,event,pid"))
        return true;
    return fail(trace, &line, line.text, line.bytes,
                "expected the header time_s,event,pid,context,name (the last two are optional)");
}

static inline bool is_digit(char byte) {
    return (unsigned char)(byte - '0') <= 9;
}

/* time = digits [ "." 1 to 9 digits ].  Returns the byte after it, or NULL. */
static inline char *read_time(char *at, int64_t *time_ns) {
    static const int64_t scale[] = {0,     100000000, 10000000, 1000000, 100000,
                                    10000, 1000,      100,      10,      1};
    enum { MOST_DIGITS = 10 };
    int64_t seconds = 0, fraction = 0;
    const char *start = at;
    for (; is_digit(*at); at++) {
        if (at - start == MOST_DIGITS)
            return NULL;
        seconds = seconds * 10 + (*at - '0');
    }
    if (at == start)
        return NULL;
    if (*at == '.') {
        const char *point = at++;
        for (; is_digit(*at) && at - point <= 9; at++)
            fraction = fraction * 10 + (*at - '0');
        if (at - point == 1)
            return NULL;
        fraction *= scale[at - point - 1];
    }
    if (seconds > LIMIT_TIME_NS / 1000000000)
        return NULL;
    *time_ns = seconds * 1000000000 + fraction;
    return at;
}

/* pid = digits: the byte after it, or NULL. */
static inline char *read_pid(char *at, int32_t *pid) {
    int64_t value = 0;
    const char *start = at;
    for (; is_digit(*at); at++) {
        value = value * 10 + (*at - '0');
        if (value > LIMIT_PID)
            return NULL;
    }
    *pid = (int32_t)value;
    return at > start ? at : NULL;
}

struct field {
    const char *text;
    size_t bytes;
};

/* A quoted field is unquoted in place: the byte after it, or NULL. */
static char *read_quoted(char *at, char *end, struct field *field) {
    char *text = at + 1;
    const char *quote = csv_closing_quote(text, end);
    if (!quote)
        return NULL;
    size_t bytes = (size_t)(quote - text);
    *field = (struct field){text, csv_unquote(text, bytes, text, bytes)};
    return text + bytes + 1;
}

/* field = text without a comma | quoted.  Returns the byte after it, or NULL. */
static inline char *read_field(char *at, char *end, struct field *field) {
    if (at < end && *at == '"')
        return read_quoted(at, end, field);
    char *comma = at < end ? memchr(at, ',', (size_t)(end - at)) : NULL;
    char *behind = comma ? comma : end;
    *field = (struct field){at, (size_t)(behind - at)};
    return behind;
}

/* Reads "," field if the header has that column and the row has not ended. */
static inline bool read_optional(const struct trace *trace, const struct line *line, bool column,
                                 char **at, struct field *field) {
    char *end = line->text + line->bytes;
    *field = (struct field){*at, 0};
    if (!column || *at == end || **at != ',')
        return true;
    char *behind = read_field(*at + 1, end, field);
    if (!behind)
        return fail(trace, line, *at + 1, 1, "unmatched quote");
    *at = behind;
    return true;
}

static bool check_context(const struct trace *trace, const struct line *line,
                          const struct field *field) {
    const char *bad = contextname_bad_byte(field->text, field->bytes);
    if (!bad)
        return true;
    return fail(
        trace, line, bad, 1,
        field->bytes > LIMIT_NAME_BYTES
            ? "this context name is too long"
            : "a context name must not contain a comma, blank, double quote or control character");
}

/* Sets *index to the index of a context. */
static bool find_context(struct trace *trace, const struct line *line, const struct field *field,
                         int *index) {
    static const struct field fallback = {"binder", 6};
    struct native *native = trace->state;
    struct field name = field->bytes ? *field : fallback;
    if (!check_context(trace, line, &name))
        return false;
    *index = trace_context(trace, name.text, name.bytes);
    if (*index >= 0) {
        native->context = *index;
        return true;
    }
    const char *at = field->bytes ? field->text : line->text;
    return fail(trace, line, at, field->bytes,
                trace->contexts->open ? "more contexts than kvsim supports"
                                      : "this context is not among the workload's 'contexts'");
}

/* Skips the context if it repeats that of the row before, as rows tend to.  Returns the byte after
 * it, or NULL. */
static inline char *skip_repeated(const struct trace *trace, char *at, const char *end) {
    const struct native *native = trace->state;
    if (native->context < 0 || *at != ',')
        return NULL;
    size_t bytes = trace->contexts->bytes[native->context];
    if ((size_t)(end - at) <= bytes ||
        memcmp(at + 1, trace->contexts->names[native->context], bytes) != 0)
        return NULL;
    char *behind = at + 1 + bytes;
    return behind == end || *behind == ',' ? behind : NULL;
}

/* Reads the context of a row as its index; the field may be missing. */
static inline bool read_context(struct trace *trace, const struct line *line, char **at,
                                int *index) {
    const struct native *native = trace->state;
    char *behind = native->has_context ? skip_repeated(trace, *at, line->text + line->bytes) : NULL;
    if (behind) {
        *at = behind;
        *index = native->context;
        return true;
    }
    struct field field;
    return read_optional(trace, line, native->has_context, at, &field) &&
           find_context(trace, line, &field, index);
}

/* Reads the name of a process, which may be missing, and the end of the row. */
static inline bool read_name(const struct trace *trace, const struct line *line, char *at,
                             struct field *name) {
    const struct native *native = trace->state;
    if (!read_optional(trace, line, native->has_name, &at, name))
        return false;
    if (name->bytes > LIMIT_NAME_BYTES)
        return fail(trace, line, name->text, 1, "this name is too long");
    return at == line->text + line->bytes ||
           fail(trace, line, at, 1, "expected the end of the line");
}

/* The row `end` may list contexts, separated by blanks, in the order of the rows of results. */
static bool order_contexts(struct trace *trace, const struct line *line, struct field list) {
    if (!trace->contexts->open)
        return true;
    int position = 0;
    while (list.bytes > 0) {
        struct field name = {list.text, 0};
        while (name.bytes < list.bytes && name.text[name.bytes] != ' ')
            name.bytes++;
        int index;
        if (name.bytes == 0)
            return fail(trace, line, name.text, 1, "expected the name of a context");
        if (!find_context(trace, line, &name, &index))
            return false;
        for (int i = 0; i < position; i++)
            if (trace->contexts->rows[i] == index)
                return fail(trace, line, name.text, name.bytes, "duplicate context");
        contexts_order(trace->contexts, index, position++);
        size_t taken = name.bytes + (name.bytes < list.bytes);
        list = (struct field){list.text + taken, list.bytes - taken};
    }
    return true;
}

static bool read_end(struct trace *trace, const struct line *line, char *at, int64_t time_ns) {
    struct native *native = trace->state;
    struct field pid, context, name;
    char *end = line->text + line->bytes;
    if (*at == ',')
        at = read_field(at + 1, end, &pid);
    else
        pid = (struct field){at, 0};
    if (!at)
        return fail(trace, line, end, 1, "unmatched quote");
    if (pid.bytes > 0)
        return fail(trace, line, pid.text, pid.bytes, "the row 'end' must have no pid");
    if (!read_optional(trace, line, native->has_context, &at, &context) ||
        !read_name(trace, line, at, &name) || !order_contexts(trace, line, context))
        return false;
    if (name.bytes > 0)
        return fail(trace, line, name.text, name.bytes, "the row 'end' must have no name");
    native->ended = true;
    native->usual = false;
    trace->end_ns = time_ns;
    return true;
}

static bool no_entry(struct trace *trace, const struct line *line, const char *pid, int32_t number,
                     int context) {
    struct native *native = trace->state;
    if (is_short(line))
        return fail(trace, line, pid, 1, "");
    if (trace->options.lenient) {
        native->skipped++;
        return true;
    }
    struct place place = lines_place(&trace->lines, line, pid, 1);
    diag_error_at(&place, "pid %d has no entry in '%s' to deregister", number,
                  trace->contexts->names[context]);
    diag_hint("--lenient ignores and counts such rows");
    return false;
}

static const char bad_time[] =
    "expected a time in seconds, from 0 to 4611686017, with at most nine decimals";

/* Reads the keyword after a time.  Returns the byte after its comma, or NULL. */
static inline char *read_kind(char *at, enum event_kind *kind) {
    if (memcmp(at, "register,", 9) == 0) {
        *kind = EVENT_REGISTER;
        return at + 9;
    }
    *kind = EVENT_DEREGISTER;
    return memcmp(at, "deregister,", 11) == 0 ? at + 11 : NULL;
}

static bool is_end(const struct line *line, const char *at) {
    return memcmp(at, "end", 3) == 0 && (at[3] == ',' || at + 3 == line->text + line->bytes);
}

/* Reads a row.  *taken: it is an event, now in *event. */
static inline bool read_row(struct trace *trace, struct line *line, struct event *event,
                            bool *taken) {
    struct native *native = trace->state;
    int64_t time_ns;
    *taken = false;
    char *at = read_time(line->text, &time_ns);
    if (!at || *at != ',')
        return fail(trace, line, line->text, 1, bad_time);
    if (time_ns < native->time_ns)
        return fail(trace, line, line->text, (size_t)(at - line->text),
                    "this time is earlier than the previous row's");
    char *word = at + 1;
    enum event_kind kind;
    char *pid_at = read_kind(word, &kind);
    if (!pid_at)
        return is_end(line, word)
                   ? read_end(trace, line, word + 3, time_ns)
                   : fail(trace, line, word, 1, "expected register, deregister or end, and a pid");
    int32_t pid;
    at = read_pid(pid_at, &pid);
    if (!at)
        return fail(trace, line, pid_at, 1, "expected a pid from 0 to 2147483647");
    struct field name;
    int index;
    if (!read_context(trace, line, &at, &index) || !read_name(trace, line, at, &name))
        return false;
    native->time_ns = time_ns;
    uint64_t key = entries_key(index, pid);
    uint32_t entry = kind == EVENT_REGISTER ? entries_open(&trace->entries, key)
                                            : entries_close(&trace->entries, key);
    if (entry == ENTRIES_NONE)
        return kind == EVENT_REGISTER ? fail(trace, line, pid_at, 1, "too many entries are alive")
                                      : no_entry(trace, line, pid_at, pid, index);
    *event = (struct event){.time_ns = time_ns,
                            .name = name.text,
                            .name_bytes = (uint32_t)name.bytes,
                            .pid = pid,
                            .entry = entry,
                            .context = (uint8_t)index,
                            .kind = (uint8_t)kind};
    return *taken = true;
}

/* Reads the last row of a truncated file.  A row that is ignored leaves no contexts behind. */
static bool read_short_row(struct trace *trace, struct line *line, struct event *event,
                           bool *taken) {
    const struct contexts before = *trace->contexts;
    if (read_row(trace, line, event, taken))
        return true;
    contexts_take_back(trace->contexts, &before);
    return false;
}

/* The usual row has nine decimals, all columns, a known context and no quotes; it is read a word at
 * a time.  read_row takes every other row, right or wrong. */

static struct head make_head(const char *text, size_t bytes) {
    size_t taken = bytes < sizeof(uint64_t) ? bytes : sizeof(uint64_t);
    struct head head = {.mask = UINT64_MAX >> 8 * (sizeof(uint64_t) - taken)};
    memcpy(&head.word, text, taken);
    return head;
}

static inline bool has_head(const char *at, struct head head) {
    return ((word_load(at) ^ head.word) & head.mask) == 0;
}

/* seconds ".", mostly those of the row before.  Returns the byte after it, or NULL. */
static inline const char *take_usual_seconds(struct native *native, const char *at) {
    if (native->second_bytes > 0 && has_head(at, native->second))
        return at + native->second_bytes;
    uint64_t seconds;
    const char *after = word_take_number(at, '.', &seconds);
    if (after) {
        native->second_bytes = (int)(after - at);
        native->second_ns = seconds * 1000000000;
        native->second = make_head(at, (size_t)native->second_bytes);
    }
    return after;
}

/* time "," event "," pid ",".  Returns the byte after it, or NULL. */
static inline const char *take_usual_head(struct native *native, const char *at,
                                          struct event *event) {
    static const char deregister[] = "deregister,";
    uint64_t pid;
    at = take_usual_seconds(native, at);
    if (!at || !word_is_digits(word_load(at)) || !is_digit(at[8]) || at[9] != ',')
        return NULL;
    uint64_t fraction = word_number(word_load(at)) * 10 + (uint64_t)(at[8] - '0');
    event->time_ns = (int64_t)(native->second_ns + fraction);
    at += 10;
    if (word_load(at) == word_load("register") && at[8] == ',') {
        event->kind = EVENT_REGISTER;
        at += 9;
    } else if (memcmp(at, deregister, 11) == 0) {
        event->kind = EVENT_DEREGISTER;
        at += 11;
    } else {
        return NULL;
    }
    at = word_take_number(at, ',', &pid);
    event->pid = at ? (int32_t)pid : 0;
    return at;
}

/* Rare, so it stays out of the code that each row runs through. */
static __attribute__((noinline)) void add_heads(struct native *native,
                                                const struct contexts *contexts) {
    char text[LIMIT_NAME_BYTES + 1];
    for (; native->head_count < contexts->count; native->head_count++) {
        size_t bytes = contexts->bytes[native->head_count];
        memcpy(text, contexts->names[native->head_count], bytes);
        text[bytes] = ',';
        native->heads[native->head_count] = make_head(text, bytes + 1);
    }
}

/* Returns whether this context and a comma begin here; a word can be read. */
static inline bool is_context(const struct trace *trace, int index, const char *at,
                              const char *end) {
    const struct native *native = trace->state;
    if (!has_head(at, native->heads[index]))
        return false;
    size_t bytes = trace->contexts->bytes[index];
    return bytes < sizeof(uint64_t) || ((size_t)(end - at) > bytes && at[bytes] == ',' &&
                                        memcmp(at, trace->contexts->names[index], bytes) == 0);
}

/* context ",": that of the row before, or another known one.  Returns the byte after it, or
 * NULL. */
static inline const char *take_usual_context(struct trace *trace, const char *at, const char *end) {
    struct native *native = trace->state;
    const struct contexts *contexts = trace->contexts;
    int index = native->context;
    if (native->head_count < contexts->count)
        add_heads(native, contexts);
    for (int tries = 0; tries < contexts->count; tries++) {
        if (is_context(trace, index, at, end)) {
            native->context = index;
            return at + contexts->bytes[index] + 1;
        }
        index = index + 1 < contexts->count ? index + 1 : 0;
    }
    return NULL;
}

/* Returns whether the last field is unusual: it is quoted, is not the last, or ends in a carriage
 * return. */
static inline bool is_unusual(const char *at, const char *end) {
    return at < end && (*at == '"' || end[-1] == '\r' || memchr(at, ',', (size_t)(end - at)));
}

/* Reads a usual row at the front of the bytes in memory.  Returns its length in bytes, or 0. */
static inline size_t read_usual_row(struct trace *trace, struct event *event) {
    struct native *native = trace->state;
    size_t bytes;
    const char *line = lines_peek(&trace->lines, &bytes), *end = line + bytes;
    /* The longest head has 7 + 1 + 9 + 1 + 10 + 1 + 7 + 1 bytes. */
    if (!native->usual || native->context < 0 || bytes < 48)
        return 0;
    const char *at = take_usual_head(native, line, event);
    if (!at || event->time_ns < native->time_ns || !(at = take_usual_context(trace, at, end)))
        return 0;
    const char *newline = memchr(at, '\n', (size_t)(end - at));
    if (!newline || newline - at > LIMIT_NAME_BYTES || is_unusual(at, newline))
        return 0;
    event->name = at;
    event->name_bytes = (uint32_t)(newline - at);
    event->context = (uint8_t)native->context;
    uint64_t key = entries_key(native->context, event->pid);
    event->entry = event->kind == EVENT_REGISTER ? entries_open(&trace->entries, key)
                                                 : entries_close(&trace->entries, key);
    if (event->entry == ENTRIES_NONE)
        return 0;
    native->time_ns = event->time_ns;
    return (size_t)(newline - line) + 1;
}

static bool is_blank(const struct line *line) {
    for (size_t i = 0; i < line->bytes; i++)
        if (line->text[i] != ' ' && line->text[i] != '\t')
            return false;
    return true;
}

/* Fills from the lines in memory alone: names are valid only as long as these. */
static int fill_from_memory(struct trace *trace, struct event *events, int room) {
    struct native *native = trace->state;
    struct line line;
    int count = 0;
    while (count < room) {
        size_t usual = read_usual_row(trace, &events[count]);
        if (usual > 0) {
            lines_skip(&trace->lines, usual);
            count++;
            continue;
        }
        if (!lines_take(&trace->lines, &line))
            break;
        bool taken;
        if (line.cut) {
            fail(trace, &line, line.text, 1, "this line is too long");
            return -1;
        }
        if (line.bytes == 0 || (line.text[0] <= ' ' && is_blank(&line)))
            continue;
        if (native->ended) {
            fail(trace, &line, line.text, 1, "the row 'end' must be the last");
            return is_short(&line) ? count : -1;
        }
        bool read = is_short(&line) ? read_short_row(trace, &line, &events[count], &taken)
                                    : read_row(trace, &line, &events[count], &taken);
        if (!read)
            return is_short(&line) ? count : -1;
        if (is_short(&line) && !trace->options.silent)
            diag_note("%s: the last line has no newline; used as is", trace->lines.name);
        count += taken;
    }
    return count;
}

static int fill(struct trace *trace, struct event *events, int room) {
    struct native *native = trace->state;
    for (;;) {
        int count = fill_from_memory(trace, events, room);
        if (count != 0)
            return count;
        enum lines_state state = lines_refill(&trace->lines);
        if (state == LINES_FAILED)
            return -1;
        if (state == LINES_END)
            break;
    }
    if (native->skipped > 0)
        diag_note("%s: ignored %llu %s without an entry", trace->lines.name,
                  (unsigned long long)native->skipped,
                  plural(native->skipped, "deregistration", "deregistrations"));
    return 0;
}

const struct trace_format native_format = {
    .name = "native",
    .summary = "kvsim's own CSV: time_s,event,pid,context,name",
    .size = sizeof(struct native),
    .recognises = recognises,
    .init = init,
    .fill = fill,
};
