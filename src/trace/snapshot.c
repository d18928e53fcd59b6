/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/snapshot.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "base/array.h"
#include "base/limits.h"
#include "base/plural.h"
#include "trace/contextname.h"
#include "trace/lines.h"
#include "trace/slice.h"

/* binder's files, of which a text may hold several.  Those in a bugreport show the same entries:
 * the first in this order counts. */
enum report { REPORT_STATS, REPORT_STATE, REPORT_TRANSACTIONS, REPORT_OTHER, REPORTS };

/* A file that is being read. */
struct reader {
    struct contexts *contexts;
    struct lines lines;
    int32_t pid; /* the process that awaits its context; -1 for none */
    enum report report;
    struct snapshot found[REPORTS];
    uint64_t left_out[REPORTS];
};

/* "proc" PID */
static bool take_proc(struct slice line, int32_t *pid) {
    return slice_take(&line, "proc ") && slice_take_pid(&line, pid) && line.bytes == 0;
}

/* "context" NAME */
static bool take_context(struct slice line, struct slice *name) {
    *name = line;
    return slice_take(name, "context ") && !contextname_bad_byte(name->text, name->bytes);
}

bool snapshot_recognises(const char *beginning, size_t bytes) {
    struct slice rest = {beginning, bytes}, line;
    while (slice_take_until(&rest, '\n', &line)) {
        int32_t pid;
        if (slice_is(line, "binder stats:") || slice_is(line, "binder state:") ||
            slice_is(line, "binder proc state:") || take_proc(line, &pid))
            return true;
    }
    return false;
}

static bool enter(struct reader *reader, struct slice name) {
    int context = contexts_find(reader->contexts, name.text, name.bytes);
    if (context < 0 && reader->contexts->open) {
        context = contexts_add(reader->contexts, name.text, name.bytes);
        if (context == CONTEXTS_NO_MEMORY)
            diag_no_memory();
        if (context == CONTEXTS_FULL) {
            diag_error("%s: more than %d contexts", reader->lines.name, LIMIT_CONTEXTS);
            return false;
        }
    }
    struct snapshot *snapshot = &reader->found[reader->report];
    if (context < 0) {
        reader->left_out[reader->report]++;
    } else if (snapshot->count == LIMIT_ENTRIES) {
        diag_error("%s: more than %u registered processes", reader->lines.name, LIMIT_ENTRIES);
        return false;
    } else {
        snapshot->entries = array_grow(snapshot->entries, snapshot->count, &snapshot->room,
                                       sizeof *snapshot->entries);
        snapshot->entries[snapshot->count++] =
            (struct snapshot_entry){reader->pid, (uint8_t)context};
    }
    reader->pid = -1;
    return true;
}

/* Enters a process without a line for its context. */
static bool enter_waiting(struct reader *reader) {
    return reader->pid < 0 || enter(reader, (struct slice){"binder", strlen("binder")});
}

/* Takes the first line of one of binder's files. */
static bool take_heading(struct slice line, enum report *report) {
    static const char *const headings[REPORTS] = {
        "binder stats:", "binder state:", "binder transactions:", "binder proc state:"};
    for (int i = 0; i < REPORTS; i++)
        if (slice_is(line, headings[i])) {
            *report = (enum report)i;
            return true;
        }
    return false;
}

static bool take_line(struct reader *reader, const struct line *line) {
    struct slice text = {line->text, line->bytes}, name;
    enum report report;
    int32_t pid;
    if (take_heading(text, &report)) {
        if (!enter_waiting(reader))
            return false;
        reader->report = report;
        return true;
    }
    if (take_proc(text, &pid)) {
        if (!enter_waiting(reader))
            return false;
        reader->pid = pid;
        return true;
    }
    return reader->pid < 0 || !take_context(text, &name) || enter(reader, name);
}

static bool read_all(struct reader *reader) {
    enum lines_state state = LINES_MORE;
    for (; state == LINES_MORE; state = lines_refill(&reader->lines)) {
        struct line line;
        while (lines_take(&reader->lines, &line)) {
            if (!line.whole)
                diag_note("%s: truncated in line %llu, which was ignored", reader->lines.name,
                          (unsigned long long)reader->lines.number);
            else if (!take_line(reader, &line))
                return false;
        }
    }
    return state != LINES_FAILED && enter_waiting(reader);
}

/* Chooses the report that counts.  Returns how many of its entries were ignored. */
static uint64_t choose(struct reader *reader, struct snapshot *snapshot) {
    int chosen = 0;
    while (chosen < REPORT_OTHER && reader->found[chosen].count + reader->left_out[chosen] == 0)
        chosen++;
    for (int i = 0; i < REPORTS; i++)
        if (i != chosen)
            snapshot_fini(&reader->found[i]);
    *snapshot = reader->found[chosen];
    return reader->left_out[chosen];
}

bool snapshot_read(struct snapshot *snapshot, const char *path, struct contexts *contexts) {
    struct reader reader = {.contexts = contexts, .pid = -1, .report = REPORT_OTHER};
    bool fine = lines_open(&reader.lines, path) && read_all(&reader);
    uint64_t left_out = choose(&reader, snapshot);
    struct stat status;
    if (reader.lines.input.lasting && fstat(reader.lines.input.file, &status) == 0) {
        snapshot->device = status.st_dev;
        snapshot->inode = status.st_ino;
    }
    if (fine && snapshot->count + left_out == 0) {
        diag_error("%s: this is not a binder snapshot with registered processes",
                   reader.lines.name);
        diag_hint("expected binder's stats or state, with lines such as \"proc 1041\" and "
                  "\"context binder\"");
        fine = false;
    }
    if (fine && left_out > 0)
        diag_note("%s: ignored %llu %s in contexts that the workload lacks", reader.lines.name,
                  (unsigned long long)left_out, plural(left_out, "entry", "entries"));
    if (fine && reader.lines.input.unpack.truncated)
        diag_note("%s: the compressed data is truncated; what could be unpacked was used",
                  reader.lines.name);
    lines_close(&reader.lines);
    return fine;
}

int snapshot_fill(const struct snapshot *snapshot, size_t *at, struct entries *entries,
                  struct event *events, int room) {
    int count = 0;
    for (; count < room && *at < snapshot->count; count++) {
        const struct snapshot_entry *entry = &snapshot->entries[(*at)++];
        events[count] =
            (struct event){.name = "",
                           .pid = entry->pid,
                           .entry = entries_open(entries, entries_key(entry->context, entry->pid)),
                           .context = entry->context,
                           .kind = EVENT_REGISTER};
    }
    return count;
}

bool snapshot_is_of(const struct snapshot *snapshot, int file) {
    struct stat status;
    return snapshot->inode != 0 && fstat(file, &status) == 0 && status.st_dev == snapshot->device &&
           status.st_ino == snapshot->inode;
}

void snapshot_fini(struct snapshot *snapshot) {
    free(snapshot->entries);
}
