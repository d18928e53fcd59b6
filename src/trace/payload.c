/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/payload.h"

#include <limits.h>
#include <stdint.h>

#include "base/limits.h"

/* A process as a message names it. */
struct subject {
    int32_t pid;
    struct slice name;
};

static enum log_verdict add(struct payload_sink *sink, enum record_kind kind, enum origin origin,
                            const struct subject *subject, bool by_system_server) {
    const struct record record = {.time_ns = sink->time_ns,
                                  .pid = subject->pid,
                                  .writer = by_system_server ? sink->writer : WRITER_NONE,
                                  .kind = (uint8_t)kind,
                                  .origin = (uint8_t)origin};
    story_add(&sink->log->story, record, subject->name.text, subject->name.bytes);
    return LOG_USED;
}

static bool is_name(struct slice name) {
    return name.bytes > 0 && name.bytes <= LIMIT_NAME_BYTES;
}

/* Events: "[" field { "," field } "]".  A number where the earlier layout has a name marks the
 * later one. */

enum { MOST_FIELDS = 8 };

/* logcat -v descriptive writes a field's name before it, and "=". */
static struct slice without_name(struct slice field) {
    struct slice rest = field, name;
    if (!slice_take_until(&rest, '=', &name))
        return field;
    for (size_t i = 0; i < name.bytes; i++)
        if (!((name.text[i] | 32) >= 'a' && (name.text[i] | 32) <= 'z') && name.text[i] != ' ')
            return field;
    return rest;
}

static int split(struct slice message, struct slice fields[MOST_FIELDS]) {
    slice_trim(&message);
    if (!slice_take_byte(&message, '[') || !slice_ends(message, "]"))
        return 0;
    message.bytes--;
    bool named = memchr(message.text, '=', message.bytes) != NULL;
    int count = 0;
    while (count < MOST_FIELDS && slice_take_until(&message, ',', &fields[count]))
        count++;
    if (count < MOST_FIELDS)
        fields[count++] = message;
    if (named)
        for (int i = 0; i < count; i++)
            fields[i] = without_name(fields[i]);
    return count;
}

static bool read_subject(struct slice pid, struct slice name, struct subject *subject) {
    subject->name = name;
    return slice_take_pid(&pid, &subject->pid) && pid.bytes == 0 && is_name(name);
}

/* [PID,UID,Name,Type,Component], later [User,PID,UID,Name,Type,Component] */
static enum log_verdict take_proc_start(struct payload_sink *sink, struct slice message) {
    struct slice fields[MOST_FIELDS];
    int count = split(message, fields);
    struct subject subject;
    bool later = count >= 4 && slice_all_digits(fields[2]);
    if (count < 3 || !read_subject(fields[later], fields[2 + later], &subject))
        return LOG_MALFORMED;
    return add(sink, RECORD_START, ORIGIN_EVENTS, &subject, true);
}

/* [PID,Name], later [User,PID,Name]; the same at the front of deaths and kills */
static bool read_who(const struct slice *fields, int count, struct subject *subject) {
    bool later = count >= 3 && slice_all_digits(fields[0]) && slice_all_digits(fields[1]);
    return count >= 2 && read_subject(fields[later], fields[1 + later], subject);
}

static enum log_verdict take_proc_bound(struct payload_sink *sink, struct slice message) {
    struct slice fields[MOST_FIELDS];
    struct subject subject;
    if (!read_who(fields, split(message, fields), &subject))
        return LOG_MALFORMED;
    return add(sink, RECORD_BOUND, ORIGIN_EVENTS, &subject, true);
}

/* [PID,Name], [User,PID,Name], later [User,PID,Name,OomAdj,ProcState] */
static enum log_verdict take_proc_died(struct payload_sink *sink, struct slice message) {
    struct slice fields[MOST_FIELDS];
    struct subject subject;
    if (!read_who(fields, split(message, fields), &subject))
        return LOG_MALFORMED;
    return add(sink, RECORD_DEATH, ORIGIN_EVENTS, &subject, true);
}

/* [PID,Name,Adj,Reason], later [User,PID,Name,Adj,Reason], newer with Rss.  A phantom process is a
 * child of an app: the activity manager never started it, and it does not register. */
static enum log_verdict take_kill(struct payload_sink *sink, struct slice message) {
    struct slice fields[MOST_FIELDS];
    struct subject subject;
    int count = split(message, fields);
    if (count < 4 || !read_who(fields, count, &subject))
        return LOG_MALFORMED;
    for (int i = 3; i < count; i++)
        if (slice_find(fields[i], "phantom", NULL))
            return LOG_USED;
    return add(sink, RECORD_DEATH, ORIGIN_EVENTS, &subject, true);
}

static enum log_verdict take_boot(struct payload_sink *sink, struct slice message) {
    (void)message;
    const struct subject nobody = {.name = {"", 0}};
    return add(sink, RECORD_RESTART, ORIGIN_EVENTS, &nobody, false);
}

/* [PID,UID,OomAdj,...], on some phones with a name before: lmkd kills. */
static enum log_verdict take_killinfo(struct payload_sink *sink, struct slice message) {
    struct slice fields[MOST_FIELDS];
    int count = split(message, fields);
    bool named = count >= 3 && !slice_all_digits(fields[0]);
    struct subject subject = {.name = {"", 0}};
    if (count < 3 || !slice_take_pid(&fields[named], &subject.pid) || fields[named].bytes > 0)
        return LOG_MALFORMED;
    if (named && is_name(fields[0]))
        subject.name = fields[0];
    return add(sink, RECORD_DEATH, ORIGIN_LMKD, &subject, false);
}

/* Text */

/* PID ":" name "/" user, up to a blank. */
static bool take_record(struct slice *message, struct subject *subject) {
    struct slice word, user;
    if (!slice_take_pid(message, &subject->pid) || !slice_take_byte(message, ':') ||
        !slice_take_word(message, &word) || !slice_find_last(word, "/", &user))
        return false;
    subject->name = (struct slice){word.text, (size_t)(user.text - word.text) - 1};
    return is_name(subject->name);
}

/* "Start proc" record "for" ..., up to 5.0 "Start proc" name "for" ... ": pid=" PID ... */
static enum log_verdict take_text_start(struct payload_sink *sink, struct slice message) {
    struct subject subject;
    struct slice record = message, pid;
    if (!take_record(&record, &subject)) {
        if (!slice_take_word(&message, &subject.name) || !is_name(subject.name) ||
            !slice_find_last(message, ": pid=", &pid) || !slice_take_pid(&pid, &subject.pid))
            return LOG_MALFORMED;
    }
    return add(sink, RECORD_START, ORIGIN_TEXT, &subject, true);
}

/* "Killing" [ "proc" ] record ... */
static enum log_verdict take_text_kill(struct payload_sink *sink, struct slice message) {
    struct subject subject;
    slice_take(&message, "proc ");
    if (message.bytes == 0 || !slice_is_digit(*message.text))
        return LOG_FOREIGN;
    if (!take_record(&message, &subject))
        return LOG_MALFORMED;
    if (slice_find(message, "phantom", NULL))
        return LOG_USED;
    return add(sink, RECORD_DEATH, ORIGIN_TEXT, &subject, true);
}

/* name "(pid" PID ")" then */
static enum log_verdict take_named_death(struct payload_sink *sink, struct slice message,
                                         const char *then) {
    struct subject subject;
    struct slice rest;
    if (!slice_find_last(message, " (pid ", &rest))
        return LOG_MALFORMED;
    subject.name = (struct slice){message.text, (size_t)(rest.text - message.text) - 6};
    if (!slice_take_pid(&rest, &subject.pid) || !slice_take(&rest, then) || !is_name(subject.name))
        return LOG_MALFORMED;
    return add(sink, RECORD_DEATH, ORIGIN_TEXT, &subject, true);
}

static enum log_verdict take_activity_manager(struct payload_sink *sink, struct slice message) {
    if (slice_take(&message, "Start proc "))
        return take_text_start(sink, message);
    if (slice_take(&message, "Killing "))
        return take_text_kill(sink, message);
    if (slice_take(&message, "Process "))
        return slice_find(message, " has died", NULL)
                   ? take_named_death(sink, message, ") has died")
                   : LOG_FOREIGN;
    if (slice_take(&message, "No longer want ")) /* up to Android 2.3 */
        return take_named_death(sink, message, "):");
    return LOG_FOREIGN;
}

/* "Process" PID ( "exited" | "terminated" ) ... */
static enum log_verdict take_zygote(struct payload_sink *sink, struct slice message) {
    struct subject subject = {.name = {"", 0}};
    if (!slice_take(&message, "Process ") || !slice_take_pid(&message, &subject.pid))
        return LOG_FOREIGN;
    if (!slice_begins(message, " exited") && !slice_begins(message, " terminated"))
        return LOG_FOREIGN;
    return add(sink, RECORD_DEATH, ORIGIN_TEXT, &subject, false);
}

/* ( "Kill" | "Killing" ) "'" name "'" "(" PID ")" ... */
static enum log_verdict take_lmkd(struct payload_sink *sink, struct slice message) {
    struct subject subject;
    if (!slice_take(&message, "Kill '") && !slice_take(&message, "Killing '"))
        return LOG_FOREIGN;
    if (!slice_take_until(&message, '\'', &subject.name) || !is_name(subject.name) ||
        !slice_take(&message, " (") || !slice_take_pid(&message, &subject.pid))
        return LOG_MALFORMED;
    return add(sink, RECORD_DEATH, ORIGIN_TEXT, &subject, false);
}

/* Native services */

static enum log_verdict add_native(struct payload_sink *sink, enum record_kind kind,
                                   const struct subject *subject) {
    if (sink->native)
        return add(sink, kind, ORIGIN_INIT, subject, false);
    sink->log->native++;
    return LOG_FOREIGN;
}

/* "exited with status" | "received signal" | "killed by signal" */
static bool tells_end(struct slice text) {
    return slice_begins(text, "exited with ") || slice_begins(text, "received signal ") ||
           slice_begins(text, "killed by signal ");
}

/* "... started service '" name "' has pid" PID; in Android 7 and 8 also "SVC_EXEC service '" name
 * "' pid" PID ... */
static enum log_verdict take_service_start(struct payload_sink *sink, struct slice message,
                                           const char *before) {
    struct subject subject;
    struct slice pid;
    if (!slice_find_last(message, before, &pid))
        return LOG_MALFORMED;
    subject.name = (struct slice){message.text, (size_t)(pid.text - message.text) - strlen(before)};
    if (!slice_take_pid(&pid, &subject.pid) || !is_name(subject.name))
        return LOG_MALFORMED;
    return add_native(sink, RECORD_START, &subject);
}

/* "Service '" name "' (pid" PID ")" end.  The name may hold quotes and parentheses. */
static enum log_verdict take_service_end(struct payload_sink *sink, struct slice message) {
    struct subject subject;
    struct slice rest;
    if (!slice_find_last(message, "' (pid ", &rest))
        return LOG_FOREIGN;
    subject.name = (struct slice){message.text, (size_t)(rest.text - message.text) - 7};
    if (!slice_take_pid(&rest, &subject.pid) || !slice_take(&rest, ") ") || !tells_end(rest))
        return LOG_FOREIGN;
    return is_name(subject.name) ? add_native(sink, RECORD_DEATH, &subject) : LOG_MALFORMED;
}

/* "Untracked pid" PID end: no service of init, but perhaps a known process. */
static enum log_verdict take_untracked(struct payload_sink *sink, struct slice message) {
    struct subject subject = {.name = {"", 0}};
    if (!slice_take_pid(&message, &subject.pid) || !slice_take(&message, " ") ||
        !tells_end(message))
        return LOG_FOREIGN;
    return add_native(sink, RECORD_END, &subject);
}

static enum log_verdict take_init(struct payload_sink *sink, struct slice message) {
    if (slice_take(&message, "... started service '"))
        return take_service_start(sink, message, "' has pid ");
    if (slice_take(&message, "SVC_EXEC service '"))
        return take_service_start(sink, message, "' pid ");
    if (slice_take(&message, "Service '"))
        return take_service_end(sink, message);
    if (slice_take(&message, "Untracked pid "))
        return take_untracked(sink, message);
    return LOG_FOREIGN;
}

/* Tags */

#define TAG(text, ...)                                                                             \
    { {text, sizeof text - 1}, __VA_ARGS__ }

static const char *const activity_manager_beginnings[] = {"Start proc ", "Killing ", "Process ",
                                                          "No longer want ", NULL};
static const char *const zygote_beginnings[] = {"Process ", NULL};
static const char *const lmkd_beginnings[] = {"Kill", NULL};
static const char *const init_beginnings[] = {"... started service ", "SVC_EXEC service ",
                                              "Service ", "Untracked pid ", NULL};

static const struct payload_tag tags[] = {
    TAG("am_proc_start", take_proc_start, NULL),
    TAG("am_proc_bound", take_proc_bound, NULL),
    TAG("am_proc_died", take_proc_died, NULL),
    TAG("am_kill", take_kill, NULL),
    TAG("boot_progress_start", take_boot, NULL),
    TAG("killinfo", take_killinfo, NULL),
    TAG("ActivityManager", take_activity_manager, activity_manager_beginnings),
    TAG("Zygote", take_zygote, zygote_beginnings),
    TAG("lmkd", take_lmkd, lmkd_beginnings),
    TAG("lowmemorykiller", take_lmkd, lmkd_beginnings),
    TAG("init", take_init, init_beginnings),
};
enum { TAGS = sizeof tags / sizeof *tags };

static inline bool ends_tag(struct slice text, size_t at) {
    return text.bytes == at || text.text[at] == ' ' || text.text[at] == ':' || text.text[at] == '(';
}

/* The index of the first tag with this first letter, plus 1: the letter alone rules out most lines.
 * Tags with the same first letter are adjacent. */
static const uint8_t first_tag[UCHAR_MAX + 1] = {
    ['a'] = 1, ['b'] = 5, ['k'] = 6, ['A'] = 7, ['Z'] = 8, ['l'] = 9, ['i'] = 11,
};

const struct payload_tag *payload_find(struct slice text) {
    if (text.bytes == 0 || !first_tag[(unsigned char)*text.text])
        return NULL;
    const struct payload_tag *tag = &tags[first_tag[(unsigned char)*text.text] - 1];
    for (; tag < tags + TAGS && tag->name.text[0] == text.text[0]; tag++) {
        size_t last = tag->name.bytes - 1; /* where tags differ most */
        if (text.bytes > last && text.text[last] == tag->name.text[last] &&
            ends_tag(text, last + 1) && memcmp(text.text, tag->name.text, last) == 0)
            return tag;
    }
    return NULL;
}

bool payload_may_tell(const struct payload_tag *tag, struct slice text) {
    struct slice before;
    if (!tag->beginnings || !slice_take_until(&text, ':', &before))
        return true;
    if (slice_find(before, "(", NULL) && !slice_ends(before, ")")) /* a uid and a pid */
        slice_take_until(&text, ':', &before);
    slice_drop_blanks(&text);
    for (const char *const *beginning = tag->beginnings; *beginning; beginning++)
        if (slice_begins(text, *beginning))
            return true;
    return false;
}

/* Phone makers put their own columns before the tag. */
const struct payload_tag *payload_find_in_kernel(struct slice *message) {
    enum { WITHIN = 48 };
    struct slice beginning = {message->text, message->bytes < WITHIN ? message->bytes : WITHIN};
    struct slice after;
    if (!slice_find(beginning, "init: ", &after))
        return NULL;
    slice_drop(message, (size_t)(after.text - message->text));
    return payload_find((struct slice){"init", 4});
}

bool payload_is_mentioned(struct slice line) {
    for (int i = 0; i < TAGS; i++)
        if (!tags[i].beginnings && slice_find(line, tags[i].name.text, NULL))
            return true;
    return false;
}
