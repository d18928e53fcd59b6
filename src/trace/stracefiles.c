/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/stracefiles.h"

/* descriptor = number [ "<" path ">" ]; `path` is empty if there is none. */
static bool read_descriptor(struct slice text, uint64_t *number, struct slice *path) {
    int64_t value;
    *path = (struct slice){text.text, 0};
    if (!slice_take_number(&text, 10, &value, NULL))
        return false;
    *number = (uint64_t)value;
    struct slice end;
    if (slice_take_byte(&text, '<') && slice_find(text, ">", &end))
        *path = (struct slice){text.text, (size_t)(end.text - text.text) - 1};
    return true;
}

/* Returns the arguments from this one on, counted from 0; empty if there are fewer. */
static struct slice argument(struct slice arguments, int index) {
    struct slice before;
    for (; index > 0; index--)
        if (!slice_take_until(&arguments, ',', &before))
            return (struct slice){arguments.text, 0};
    slice_drop_blanks(&arguments);
    return arguments;
}

/* A call that has returned. */
struct call {
    struct slice arguments;
    uint64_t first; /* the descriptor in its first argument */
    uint64_t result;
    struct slice result_path;
    bool flagged; /* with a flag that closes descriptors on exec */
};

/* open("path", ...), openat(dirfd, "path", ...) */
static void take_open(struct openings *openings, const struct opening_moment *moment,
                      const struct call *call) {
    struct slice path, rest, context;
    bool found = openings_context(call->result_path, &context) ||
                 (slice_find(call->arguments, "\"", &rest) && slice_take_until(&rest, '"', &path) &&
                  openings_context(path, &context));
    if (found)
        openings_open(openings, moment, context, call->result, !call->flagged);
    else
        openings_close(openings, moment, call->result, call->result);
}

static void take_close(struct openings *openings, const struct opening_moment *moment,
                       const struct call *call) {
    openings_close(openings, moment, call->first, call->first);
}

/* close_range(first, last, flags) */
static void take_close_range(struct openings *openings, const struct opening_moment *moment,
                             const struct call *call) {
    struct slice path;
    uint64_t last;
    if (!call->flagged && read_descriptor(argument(call->arguments, 1), &last, &path))
        openings_close(openings, moment, call->first, last);
}

/* dup(old) = new, dup2(old, new), dup3(old, new, flags) */
static void take_dup(struct openings *openings, const struct opening_moment *moment,
                     const struct call *call) {
    openings_copy(openings, moment, call->first, call->result, !call->flagged);
}

/* fcntl(old, F_DUPFD, least) = new, fcntl(fd, F_SETFD, flags) = 0 */
static void take_fcntl(struct openings *openings, const struct opening_moment *moment,
                       const struct call *call) {
    if (slice_begins(argument(call->arguments, 1), "F_DUPFD"))
        take_dup(openings, moment, call);
    else if (slice_begins(argument(call->arguments, 1), "F_SETFD"))
        openings_inherit(openings, moment, call->first, !call->flagged);
}

static const struct files_call {
    const char *name;
    void (*take)(struct openings *openings, const struct opening_moment *moment,
                 const struct call *call); /* NULL: the call only shows its descriptor */
} calls[] = {
    {"openat(", take_open}, {"open(", take_open},   {"openat2(", take_open},
    {"close(", take_close}, {"dup(", take_dup},     {"dup2(", take_dup},
    {"dup3(", take_dup},    {"fcntl(", take_fcntl}, {"close_range(", take_close_range},
    {"ioctl(", NULL},
};

static const struct files_call *find(struct slice call) {
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        if (slice_begins(call, calls[i].name))
            return &calls[i];
    return NULL;
}

bool stracefiles_matter(struct slice call) {
    return find(call) != NULL;
}

void stracefiles_take(struct openings *openings, const struct opening_moment *moment,
                      struct slice text, struct slice ending) {
    const struct files_call *found = find(text);
    struct call call = {.arguments = text};
    struct slice name, path, context, result;
    slice_take_until(&call.arguments, '(', &name);
    if (!slice_find_last(ending, " = ", &result))
        return;
    if (read_descriptor(call.arguments, &call.first, &path) && openings_context(path, &context))
        openings_hold(openings, moment, context, call.first);
    if (!found->take || !read_descriptor(result, &call.result, &call.result_path))
        return;
    call.flagged = slice_find(text, "CLOEXEC", NULL) || slice_find(ending, "CLOEXEC", NULL);
    found->take(openings, moment, &call);
}
