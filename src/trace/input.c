/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/input.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/inputs.h"
#include "base/interrupt.h"

/* How often to check for a signal while there is nothing to read. */
enum { LOOK_UP_MS = 100 };

static ssize_t read_file(const struct input *input, void *to, size_t room) {
    for (;;) {
        if (interrupt_arrived()) {
            errno = EINTR;
            return -1;
        }
        /* A signal wakes one thread, which need not be the one that reads. */
        struct pollfd awaited = {.fd = input->file, .events = POLLIN};
        int ready = poll(&awaited, 1, LOOK_UP_MS);
        if (ready == 0 || (ready < 0 && errno == EINTR))
            continue;
        /* Other failures of waiting are left to reading, which ends. */
        ssize_t got = read(input->file, to, room);
        if (got >= 0 || errno != EINTR)
            return got;
    }
}

/* Reads the mark, which pipes may give in pieces. */
static bool read_mark(struct input *input) {
    while (input->mark_bytes < UNPACK_MARK_BYTES) {
        ssize_t got = read_file(input, input->mark + input->mark_bytes,
                                UNPACK_MARK_BYTES - input->mark_bytes);
        if (got < 0) {
            diag_file(input->name);
            return false;
        }
        if (got == 0)
            break;
        input->mark_bytes += (size_t)got;
    }
    return true;
}

/* Hands on the bytes of the mark, then the file. */
static ssize_t read_on(void *state, void *to, size_t room) {
    struct input *input = state;
    size_t left = input->mark_bytes - input->mark_taken;
    if (left == 0)
        return read_file(input, to, room);
    size_t bytes = left < room ? left : room;
    memcpy(to, input->mark + input->mark_taken, bytes);
    input->mark_taken += bytes;
    return (ssize_t)bytes;
}

static bool go_back(void *state) {
    struct input *input = state;
    input->mark_taken = input->mark_bytes;
    return input->lasting && lseek(input->file, 0, SEEK_SET) == 0;
}

bool input_open(struct input *input, const char *path) {
    bool standard = strcmp(path, "-") == 0;
    *input = (struct input){.file = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC),
                            .name = standard ? "standard input" : path};
    if (input->file < 0) {
        diag_file(path);
        return false;
    }
    struct stat status;
    input->lasting = !standard && fstat(input->file, &status) == 0 && S_ISREG(status.st_mode);
    if (!inputs_add(input->file, input->name) || !read_mark(input))
        return false;
    const struct unpack_kind *kind = unpack_kind_of(input->mark, input->mark_bytes);
    const struct unpack_from from = {input->name, read_on, go_back, input, false};
    input->packed = kind != NULL;
    return !kind || unpack_open(&input->unpack, kind, &from);
}

void input_close(struct input *input) {
    unpack_close(&input->unpack);
    if (input->file > STDIN_FILENO)
        close(input->file);
}

/* Returns whether the input may hold compressed data.  The packets of a binary Perfetto trace,
 * which begins with a newline byte, can be compressed. */
static bool may_be_packed(int file) {
    unsigned char mark[UNPACK_MARK_BYTES];
    off_t at = lseek(file, 0, SEEK_CUR);
    ssize_t bytes = at < 0 ? -1 : pread(file, mark, sizeof mark, at);
    return bytes < 0 || (bytes > 0 && (mark[0] == '\n' || unpack_kind_of(mark, (size_t)bytes)));
}

void input_prepare(const char *path) {
    bool standard = strcmp(path, "-") == 0;
    struct stat status;
    if ((standard ? fstat(STDIN_FILENO, &status) : stat(path, &status)) != 0)
        return;
    int file = standard                  ? STDIN_FILENO
               : S_ISREG(status.st_mode) ? open(path, O_RDONLY | O_CLOEXEC)
                                         : -1;
    if (file < 0 || may_be_packed(file))
        unpack_load();
    if (file > STDIN_FILENO)
        close(file);
}

bool input_seeks(const struct input *input) {
    return input->lasting && !input->packed;
}

bool input_seek(struct input *input, off_t offset) {
    input->mark_taken = input->mark_bytes;
    input->seen = INPUT_TAR_AT + INPUT_TAR_BYTES;
    bool fine = lseek(input->file, offset, SEEK_SET) == offset;
    if (!fine)
        diag_file(input->name);
    return fine;
}

/* Looks at the next bytes.  Returns whether they complete a tar archive's mark: "ustar" and a NUL;
 * GNU's tar writes two blanks between them.  No text has a NUL. */
static bool is_tar(struct input *input, const char *bytes, size_t count) {
    const size_t end = INPUT_TAR_AT + INPUT_TAR_BYTES;
    bool complete = input->seen < end && input->seen + count >= end;
    for (; input->seen < end && count > 0; input->seen++, bytes++, count--)
        if (input->seen >= INPUT_TAR_AT)
            input->tar[input->seen - INPUT_TAR_AT] = *bytes;
    return complete && (memcmp(input->tar, "ustar", sizeof "ustar") == 0 ||
                        memcmp(input->tar, "ustar  ", sizeof "ustar  ") == 0);
}

static ssize_t read_content(struct input *input, char *to, size_t room) {
    if (input->packed)
        return unpack_read(&input->unpack, to, room);
    ssize_t got = read_on(input, to, room);
    if (got < 0)
        diag_file(input->name);
    return got;
}

ssize_t input_read(struct input *input, char *to, size_t room) {
    ssize_t got = read_content(input, to, room);
    if (got <= 0 || !is_tar(input, to, (size_t)got))
        return got;
    diag_error("%s: this is a tar archive", input->name);
    diag_hint("unpack it first: tar -xf FILE, or tar -xOf FILE MEMBER into a pipe");
    return -1;
}
