/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/input.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "base/diag.h"
#include "base/inputs.h"
#include "base/interrupt.h"

enum { BLOCK_BYTES = 64 << 10 };

/* How often it is looked whether a signal has come while nothing can be read. */
enum { LOOK_UP_MS = 100 };

static ssize_t read_file(const struct input *input, void *to, size_t room) {
    for (;;) {
        if (interrupt_arrived()) {
            errno = EINTR;
            return -1;
        }
        /* A signal wakes one thread, which need not be the one that reads. */
        struct pollfd awaited = {.fd = input->file, .events = POLLIN};
        if (poll(&awaited, 1, LOOK_UP_MS) <= 0)
            continue;
        ssize_t got = read(input->file, to, room);
        if (got >= 0 || errno != EINTR)
            return got;
    }
}

/* Reads the mark, which pipes may give in pieces. */
static bool read_mark(struct input *input) {
    while (input->mark_bytes < INPUT_MARK_BYTES) {
        ssize_t got =
            read_file(input, input->mark + input->mark_bytes, INPUT_MARK_BYTES - input->mark_bytes);
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

/* Hands on what was read of the mark, then the file. */
static ssize_t read_on(struct input *input, void *to, size_t room) {
    size_t left = input->mark_bytes - input->mark_taken;
    if (left == 0)
        return read_file(input, to, room);
    size_t bytes = left < room ? left : room;
    memcpy(to, input->mark + input->mark_taken, bytes);
    input->mark_taken += bytes;
    return (ssize_t)bytes;
}

static la_ssize_t feed(struct archive *archive, void *state, const void **block) {
    struct input *input = state;
    ssize_t got = read_on(input, input->block, BLOCK_BYTES);
    if (got < 0)
        archive_set_error(archive, errno, "%s", strerror(errno));
    *block = input->block;
    return got < 0 ? ARCHIVE_FATAL : got;
}

struct compression {
    const char *mark;
    size_t bytes;
    int (*allow)(struct archive *archive); /* NULL for a zip archive */
};

static const struct compression compressions[] = {
    {"\x1f\x8b", 2, archive_read_support_filter_gzip},
    {"BZh", 3, archive_read_support_filter_bzip2},
    {"\xfd"
     "7zXZ\0",
     6, archive_read_support_filter_xz},
    {"\x28\xb5\x2f\xfd", 4, archive_read_support_filter_zstd},
    {"PK\3\4", 4, NULL},
};

static const struct compression *find_compression(const struct input *input) {
    for (size_t i = 0; i < sizeof compressions / sizeof *compressions; i++)
        if (input->mark_bytes >= compressions[i].bytes &&
            memcmp(input->mark, compressions[i].mark, compressions[i].bytes) == 0)
            return &compressions[i];
    return NULL;
}

/* Whether a failure is that the data is cut short: libarchive tells it only in words, and for xz
 * and zip in those of the libraries below it.  A failure that is something else is reported. */
static bool is_truncated(struct input *input) {
    static const char *const words[] = {"runcated", "No progress is possible",
                                        "decompression failed (-5)"};
    const char *problem = archive_error_string(input->archive);
    for (size_t i = 0; problem && i < sizeof words / sizeof *words; i++)
        if (strstr(problem, words[i]))
            return input->ended = input->truncated = true;
    if (archive_errno(input->archive) != EINTR)
        diag_error("%s: the compressed data cannot be unpacked: %s", input->name,
                   problem ? problem : "unknown error");
    return false;
}

/* The bugreport that adb has zipped is one text file among others. */
static bool is_bugreport(const char *path) {
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    size_t bytes = strlen(name);
    return strncmp(name, "bugreport", 9) == 0 && bytes > 4 && strcmp(name + bytes - 4, ".txt") == 0;
}

static bool open_zip(struct input *input) {
    struct archive_entry *entry;
    int status;
    while ((status = archive_read_next_header(input->archive, &entry)) == ARCHIVE_OK ||
           status == ARCHIVE_WARN) {
        const char *path = archive_entry_pathname(entry);
        if (path && is_bugreport(path))
            return true;
    }
    if (status == ARCHIVE_EOF) {
        diag_error("%s: this zip archive has no bugreport*.txt", input->name);
        diag_hint("unpack it and name the log that is to be replayed");
    } else if (is_truncated(input)) {
        diag_error("%s: this zip archive is cut short before its bugreport", input->name);
    }
    return false;
}

static bool open_raw(struct input *input) {
    struct archive_entry *entry;
    int status = archive_read_next_header(input->archive, &entry);
    input->ended = status == ARCHIVE_EOF;
    return status == ARCHIVE_OK || status == ARCHIVE_WARN || input->ended || is_truncated(input);
}

static bool unpack(struct input *input, const struct compression *compression) {
    input->block = array_new(1, BLOCK_BYTES);
    input->archive = archive_read_new();
    if (!input->archive)
        diag_no_memory();
    if (compression->allow) {
        archive_read_support_format_raw(input->archive);
        archive_read_support_format_empty(input->archive);
        compression->allow(input->archive);
    } else {
        archive_read_support_format_zip_streamable(input->archive);
    }
    if (archive_read_open(input->archive, input, NULL, feed, NULL) != ARCHIVE_OK)
        return is_truncated(input);
    return compression->allow ? open_raw(input) : open_zip(input);
}

bool input_open(struct input *input, const char *path) {
    bool standard = strcmp(path, "-") == 0;
    *input = (struct input){.file = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC),
                            .name = standard ? "standard input" : path};
    if (input->file < 0) {
        diag_file(path);
        return false;
    }
    if (!inputs_add(input->file, input->name) || !read_mark(input))
        return false;
    const struct compression *compression = find_compression(input);
    return !compression || unpack(input, compression);
}

void input_close(struct input *input) {
    if (input->archive)
        archive_read_free(input->archive);
    free(input->block);
    if (input->file > STDIN_FILENO)
        close(input->file);
}

/* Unpacks some more. */
static bool unpack_on(struct input *input) {
    const void *block;
    la_int64_t at;
    int status;
    do
        status = archive_read_data_block(input->archive, &block, &input->unpacked_bytes, &at);
    while (status >= ARCHIVE_WARN && status != ARCHIVE_EOF && input->unpacked_bytes == 0);
    input->unpacked = block;
    if (status >= ARCHIVE_WARN && status != ARCHIVE_EOF)
        return true;
    input->unpacked_bytes = 0;
    input->ended = true;
    return status == ARCHIVE_EOF || is_truncated(input);
}

ssize_t input_read(struct input *input, char *to, size_t room) {
    if (!input->archive) {
        ssize_t got = read_on(input, to, room);
        if (got < 0)
            diag_file(input->name);
        return got;
    }
    if (input->unpacked_bytes == 0 && !input->ended && !unpack_on(input))
        return -1;
    size_t bytes = input->unpacked_bytes < room ? input->unpacked_bytes : room;
    if (bytes > 0)
        memcpy(to, input->unpacked, bytes);
    input->unpacked += bytes;
    input->unpacked_bytes -= bytes;
    return (ssize_t)bytes;
}
