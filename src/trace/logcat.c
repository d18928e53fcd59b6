/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/logcat.h"

#include <string.h>

#include "base/limits.h"
#include "trace/lifecycle.h"
#include "trace/logclock.h"

struct logcat {
    struct lifecycle lifecycle;
    struct logclock clock;
    uint8_t context;       /* where everything registers: `binder` */
    int32_t system_server; /* the pid that writes the am_* lines; -1 before the first */
    uint64_t lines, used, malformed;
    uint64_t first_malformed; /* its line number */
};

/* A stretch of a line. */
struct slice {
    const char *text;
    size_t bytes;
};

/* What a line says before its message. */
struct header {
    int64_t wall_ns;
    bool yearless; /* wall_ns is of some year */
    int32_t pid;   /* of the writer, -1 where it cannot be told */
    struct slice tag, message;
};

/* Scanning: each function takes what it names off the front of the slice. */

static bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

static void drop(struct slice *slice, size_t bytes) {
    slice->text += bytes;
    slice->bytes -= bytes;
}

static void drop_blanks(struct slice *slice) {
    while (slice->bytes > 0 && *slice->text == ' ')
        drop(slice, 1);
}

static bool take_byte(struct slice *slice, char byte) {
    if (slice->bytes == 0 || *slice->text != byte)
        return false;
    drop(slice, 1);
    return true;
}

/* From 1 to `most` digits; *digits says how many where that is wanted. */
static bool take_number(struct slice *slice, int most, int64_t *value, int *digits) {
    int count = 0;
    *value = 0;
    for (; count < most && slice->bytes > 0 && is_digit(*slice->text); count++) {
        *value = *value * 10 + (*slice->text - '0');
        drop(slice, 1);
    }
    if (digits)
        *digits = count;
    return count > 0 && !(slice->bytes > 0 && is_digit(*slice->text));
}

static bool take_pid(struct slice *slice, int32_t *pid) {
    int64_t value;
    if (!take_number(slice, 10, &value, NULL) || value > LIMIT_PID)
        return false;
    *pid = (int32_t)value;
    return true;
}

/* A fraction of a second: a point and 3, 6 or 9 digits. */
static bool take_fraction(struct slice *slice, int64_t *ns) {
    int digits;
    if (!take_byte(slice, '.') || !take_number(slice, 9, ns, &digits))
        return false;
    for (; digits < 9; digits++)
        *ns *= 10;
    return true;
}

/* clock = HH ":" MM ":" SS fraction */
static bool take_clock(struct slice *slice, int64_t *ns) {
    int64_t hours, minutes, seconds, fraction;
    if (!take_number(slice, 2, &hours, NULL) || !take_byte(slice, ':') ||
        !take_number(slice, 2, &minutes, NULL) || !take_byte(slice, ':') ||
        !take_number(slice, 2, &seconds, NULL) || !take_fraction(slice, &fraction))
        return false;
    *ns = ((hours * 60 + minutes) * 60 + seconds) * 1000000000 + fraction;
    return hours < 24 && minutes < 60 && seconds <= 60;
}

/* time = [ YYYY "-" ] MM "-" DD " " clock | seconds fraction */
static bool take_time(struct slice *slice, struct header *header) {
    int64_t year = 0, month, day, clock_ns;
    int digits;
    drop_blanks(slice);
    if (!take_number(slice, 10, &month, &digits))
        return false;
    if (slice->bytes > 0 && *slice->text == '.') {
        if (!take_fraction(slice, &clock_ns) || month > LIMIT_TIME_NS / 1000000000)
            return false;
        header->wall_ns = month * 1000000000 + clock_ns;
        header->yearless = false;
        return true;
    }
    if (digits == 4) {
        year = month;
        if (!take_byte(slice, '-') || !take_number(slice, 2, &month, NULL))
            return false;
    }
    if (!take_byte(slice, '-') || !take_number(slice, 2, &day, NULL) || !take_byte(slice, ' ') ||
        !take_clock(slice, &clock_ns) || month < 1 || month > 12 || day < 1 || day > 31 ||
        year > 2200)
        return false;
    header->wall_ns = logclock_date_ns((int)year, (int)month, (int)day, clock_ns);
    header->yearless = year == 0;
    return true;
}

/* A word up to the next blank. */
static bool take_word(struct slice *slice, struct slice *word) {
    drop_blanks(slice);
    *word = (struct slice){slice->text, 0};
    while (slice->bytes > 0 && *slice->text != ' ') {
        drop(slice, 1);
        word->bytes++;
    }
    return word->bytes > 0;
}

static bool is_level(char byte) {
    return byte && strchr("VDIWEFS", byte);
}

/* tag = text up to ":", perhaps with blanks before it */
static bool take_tag(struct slice *slice, struct slice *tag) {
    const char *colon = slice->bytes ? memchr(slice->text, ':', slice->bytes) : NULL;
    if (!colon)
        return false;
    *tag = (struct slice){slice->text, (size_t)(colon - slice->text)};
    drop(slice, tag->bytes + 1);
    while (tag->bytes > 0 && tag->text[tag->bytes - 1] == ' ')
        tag->bytes--;
    drop_blanks(slice);
    return true;
}

static bool all_digits(struct slice slice) {
    for (size_t i = 0; i < slice.bytes; i++)
        if (!is_digit(slice.text[i]))
            return false;
    return slice.bytes > 0;
}

/* threadtime = time [ uid ] pid tid level tag ":" message.  A uid is a number or a name, and may be
 * glued to the pid by a colon. */
static bool read_threadtime(struct slice line, struct header *header) {
    struct slice words[4];
    int count = 0;
    for (; count < 4; count++) {
        if (!take_word(&line, &words[count]))
            return false;
        if (count >= 2 && words[count].bytes == 1 && is_level(*words[count].text))
            break;
    }
    if (count < 2 || count > 3)
        return false;
    struct slice pid = words[count - 2];
    const char *colon = memchr(pid.text, ':', pid.bytes);
    if (colon)
        drop(&pid, (size_t)(colon - pid.text) + 1);
    if (!all_digits(words[count - 1]) || !all_digits(pid) || !take_pid(&pid, &header->pid) ||
        !take_byte(&line, ' ') || !take_tag(&line, &header->tag))
        return false;
    header->message = line;
    return true;
}

/* brief = level "/" tag "(" [ uid ":" ] pid "):" message */
static bool read_brief(struct slice line, struct header *header) {
    drop_blanks(&line);
    if (line.bytes < 2 || !is_level(line.text[0]) || line.text[1] != '/')
        return false;
    drop(&line, 2);
    const char *open = line.bytes ? memchr(line.text, '(', line.bytes) : NULL;
    if (!open)
        return false;
    header->tag = (struct slice){line.text, (size_t)(open - line.text)};
    while (header->tag.bytes > 0 && header->tag.text[header->tag.bytes - 1] == ' ')
        header->tag.bytes--;
    drop(&line, (size_t)(open - line.text) + 1);
    const char *close = line.bytes ? memchr(line.text, ')', line.bytes) : NULL;
    const char *colon = close ? memchr(line.text, ':', (size_t)(close - line.text)) : NULL;
    if (colon)
        drop(&line, (size_t)(colon - line.text) + 1);
    drop_blanks(&line);
    if (!take_pid(&line, &header->pid) || !take_byte(&line, ')') || !take_byte(&line, ':'))
        return false;
    drop_blanks(&line);
    header->message = line;
    return true;
}

static bool read_header(struct slice line, struct header *header) {
    return take_time(&line, header) && (read_threadtime(line, header) || read_brief(line, header));
}

/* Payloads: "[" field { "," field } "]".  The layouts grew over the versions of Android; a number
 * where an earlier one had a name tells the later one. */

enum { MOST_FIELDS = 8 };

static int split(struct slice message, struct slice fields[MOST_FIELDS]) {
    while (message.bytes > 0 && message.text[message.bytes - 1] == ' ')
        message.bytes--;
    if (!take_byte(&message, '[') || message.bytes == 0 || message.text[message.bytes - 1] != ']')
        return 0;
    message.bytes--;
    int count = 0;
    for (bool more = true; more && count < MOST_FIELDS; count++) {
        const char *comma = message.bytes ? memchr(message.text, ',', message.bytes) : NULL;
        size_t bytes = comma ? (size_t)(comma - message.text) : message.bytes;
        fields[count] = (struct slice){message.text, bytes};
        drop(&message, comma ? bytes + 1 : bytes);
        more = comma != NULL;
    }
    return count;
}

/* A process as a payload names it. */
struct subject {
    int32_t pid;
    struct slice name;
};

static bool read_subject(struct slice pid, struct slice name, struct subject *subject) {
    subject->name = name;
    return take_pid(&pid, &subject->pid) && pid.bytes == 0 && name.bytes > 0 &&
           name.bytes <= LIMIT_NAME_BYTES;
}

/* [PID,UID,Name,Type,Component], later [User,PID,UID,Name,Type,Component] */
static bool take_start(struct logcat *logcat, int64_t time_ns, const struct slice *fields,
                       int count) {
    struct subject subject;
    bool later = count >= 4 && all_digits(fields[2]);
    if (count < 3 || !read_subject(fields[later], fields[2 + later], &subject))
        return false;
    lifecycle_start(&logcat->lifecycle, time_ns, subject.pid, subject.name.text,
                    subject.name.bytes);
    return true;
}

/* [PID,Name], later [User,PID,Name]; the same at the front of deaths and kills */
static bool read_who(const struct slice *fields, int count, struct subject *subject) {
    bool later = count >= 3 && all_digits(fields[1]);
    return count >= 2 && read_subject(fields[later], fields[1 + later], subject);
}

static bool take_bound(struct logcat *logcat, int64_t time_ns, const struct slice *fields,
                       int count) {
    struct subject subject;
    if (!read_who(fields, count, &subject))
        return false;
    lifecycle_bound(&logcat->lifecycle, time_ns, subject.pid, subject.name.text,
                    subject.name.bytes);
    return true;
}

/* [PID,Name], [User,PID,Name], later [User,PID,Name,OomAdj,ProcState] */
static bool take_death(struct logcat *logcat, int64_t time_ns, const struct slice *fields,
                       int count) {
    struct subject subject;
    if (!read_who(fields, count, &subject))
        return false;
    lifecycle_death(&logcat->lifecycle, time_ns, subject.pid, subject.name.text,
                    subject.name.bytes);
    return true;
}

static bool mentions(struct slice slice, const char *word) {
    size_t bytes = strlen(word);
    for (size_t i = 0; i + bytes <= slice.bytes; i++)
        if (memcmp(slice.text + i, word, bytes) == 0)
            return true;
    return false;
}

/* [PID,Name,Adj,Reason], later [User,PID,Name,Adj,Reason], newer with Rss.  A phantom process is a
 * child of an app: the activity manager never started it, and it is none of the context's. */
static bool take_kill(struct logcat *logcat, int64_t time_ns, const struct slice *fields,
                      int count) {
    if (count < 4)
        return false;
    for (int i = 3; i < count; i++)
        if (mentions(fields[i], "phantom"))
            return true;
    return take_death(logcat, time_ns, fields, count);
}

struct tag {
    const char *name;
    bool by_system_server;
    bool (*take)(struct logcat *logcat, int64_t time_ns, const struct slice *fields, int count);
};

static bool take_boot(struct logcat *logcat, int64_t time_ns, const struct slice *fields,
                      int count) {
    (void)fields;
    (void)count;
    lifecycle_restart(&logcat->lifecycle, time_ns);
    return true;
}

static const struct tag tags[] = {
    {"am_proc_start", true, take_start},       {"am_proc_bound", true, take_bound},
    {"am_proc_died", true, take_death},        {"am_kill", true, take_kill},
    {"boot_progress_start", false, take_boot},
};

static const struct tag *find_tag(struct slice name) {
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (strlen(tags[i].name) == name.bytes && memcmp(tags[i].name, name.text, name.bytes) == 0)
            return &tags[i];
    return NULL;
}

/* A line that no header can be read of, but that has one of the tags. */
static bool has_tag(const struct line *line) {
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (mentions((struct slice){line->text, line->bytes}, tags[i].name))
            return true;
    return false;
}

static void count_malformed(struct logcat *logcat, uint64_t number) {
    if (logcat->malformed++ == 0)
        logcat->first_malformed = number;
}

static void take_line(struct logcat *logcat, const struct line *line, uint64_t number) {
    struct header header;
    logcat->lines++;
    if (line->cut || !read_header((struct slice){line->text, line->bytes}, &header)) {
        if (has_tag(line))
            count_malformed(logcat, number);
        return;
    }
    const struct tag *tag = find_tag(header.tag);
    if (!tag)
        return;
    int64_t time_ns = logclock_read(&logcat->clock, header.wall_ns, header.yearless);
    if (tag->by_system_server && header.pid != logcat->system_server) {
        if (logcat->system_server >= 0)
            lifecycle_restart(&logcat->lifecycle, time_ns);
        logcat->system_server = header.pid;
    }
    struct slice fields[MOST_FIELDS];
    int count = split(header.message, fields);
    if (tag->take(logcat, time_ns, fields, count))
        logcat->used++;
    else
        count_malformed(logcat, number);
}

static bool recognises(const char *beginning, size_t bytes) {
    while (bytes > 0) {
        const char *newline = memchr(beginning, '\n', bytes);
        size_t length = newline ? (size_t)(newline - beginning) : bytes;
        struct header header;
        if (read_header((struct slice){beginning, length}, &header))
            return true;
        length += newline != NULL;
        beginning += length;
        bytes -= length;
    }
    return false;
}

#define COUNT(number) ((unsigned long long)(number))

static void summarise(const struct trace *trace) {
    const struct logcat *logcat = trace->state;
    const struct lifecycle_counts *counts = &logcat->lifecycle.counts;
    const char *name = trace->lines.name;
    diag_note("%s: format logcat; %llu lines: %llu used, %llu skipped as foreign, %llu malformed",
              name, COUNT(logcat->lines), COUNT(logcat->used),
              COUNT(logcat->lines - logcat->used - logcat->malformed), COUNT(logcat->malformed));
    if (logcat->malformed > 0)
        diag_note("%s: the first malformed line is line %llu", name,
                  COUNT(logcat->first_malformed));
    diag_note("%s: %llu starts, %llu of them bound, %llu with a pid used before; %llu deaths, "
              "%llu of them without a start",
              name, COUNT(counts->starts), COUNT(counts->bound), COUNT(counts->reused_pids),
              COUNT(counts->deaths), COUNT(counts->deaths_without_start));
    diag_note("%s: %llu ended by a restart, %llu by the reuse of their pid, %llu alive at the end; "
              "%llu clock steps",
              name, COUNT(counts->ended_by_restart), COUNT(counts->ended_by_reuse),
              COUNT(counts->alive), COUNT(logcat->clock.steps));
}

static bool init(struct trace *trace) {
    struct logcat *logcat = trace->state;
    logcat->system_server = -1;
    lifecycle_init(&logcat->lifecycle);
    int context = trace_context(trace, "binder", strlen("binder"));
    logcat->context = (uint8_t)context;
    if (context < 0) {
        diag_error("%s: a log registers in 'binder', which the workload's 'contexts' lacks",
                   trace->lines.name);
        return false;
    }
    enum lines_state state = LINES_MORE;
    for (; state == LINES_MORE; state = lines_refill(&trace->lines)) {
        struct line line;
        while (lines_take(&trace->lines, &line))
            take_line(logcat, &line, trace->lines.number);
    }
    if (state == LINES_FAILED)
        return false;
    lifecycle_finish(&logcat->lifecycle);
    summarise(trace);
    if (logcat->lifecycle.count == 0) {
        diag_error("%s: no line of this log tells of a process", trace->lines.name);
        diag_hint("am_proc_start, am_proc_bound, am_proc_died, am_kill are in the event buffer: "
                  "adb logcat -b events");
    }
    return logcat->lifecycle.count > 0;
}

static int fill(struct trace *trace, struct event *events, int room) {
    struct logcat *logcat = trace->state;
    int count = lifecycle_fill(&logcat->lifecycle, events, room);
    for (int i = 0; i < count; i++)
        events[i].context = logcat->context;
    return count;
}

static void fini(struct trace *trace) {
    struct logcat *logcat = trace->state;
    lifecycle_fini(&logcat->lifecycle);
}

const struct trace_format logcat_format = {
    .name = "logcat",
    .summary = "Android's event log, adb logcat -b events: its am_* and boot_progress_start lines",
    .size = sizeof(struct logcat),
    .recognises = recognises,
    .init = init,
    .fill = fill,
    .fini = fini,
};
