/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/unpack.h"

#include <archive.h>
#include <archive_entry.h>
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/diag.h"

enum { BLOCK_BYTES = 64 << 10 };

/* The functions of libarchive in use: pointers, called as library.NAME(...). */
#define FUNCTIONS(each)                                                                            \
    each(archive_entry_pathname);                                                                  \
    each(archive_errno);                                                                           \
    each(archive_error_string);                                                                    \
    each(archive_read_data_block);                                                                 \
    each(archive_read_free);                                                                       \
    each(archive_read_new);                                                                        \
    each(archive_read_next_header);                                                                \
    each(archive_read_open);                                                                       \
    each(archive_read_support_filter_bzip2);                                                       \
    each(archive_read_support_filter_gzip);                                                        \
    each(archive_read_support_filter_xz);                                                          \
    each(archive_read_support_filter_zstd);                                                        \
    each(archive_read_support_format_empty);                                                       \
    each(archive_read_support_format_raw);                                                         \
    each(archive_read_support_format_zip_streamable)

#define POINTER(name) __typeof__(name) *name
static struct { FUNCTIONS(POINTER); } library;

#ifdef LIBARCHIVE_SONAME

/* Tells distributions' tools of the library, which the linker does not: a note as described in
 * https://uapi-group.org/specifications/specs/elf_dlopen_metadata/. */
#define NOTE                                                                                       \
    "[{\"feature\":\"compressed\",\"description\":\"Traces and logs that are compressed\","        \
    "\"priority\":\"recommended\",\"soname\":[\"" LIBARCHIVE_SONAME "\"]}]"

__attribute__((used, section(".note.dlopen"), aligned(4))) static const struct {
    uint32_t name_bytes, text_bytes, type;
    char name[4];
    char text[(sizeof NOTE + 3) & ~(size_t)3];
} note = {4, sizeof NOTE, 0x407c0c0a, "FDO", NOTE};

static void *handle;      /* stays open: unloading takes time as well */
static char problem[512]; /* why the library cannot be used */

static bool find_function(const char *name, void *pointer) {
    void *found = dlsym(handle, name);
    memcpy(pointer, &found, sizeof found);
    return found != NULL;
}

static void load(void) {
    handle = dlopen(LIBARCHIVE_SONAME, RTLD_LAZY | RTLD_LOCAL);
    bool fine = handle != NULL;
#define FIND(name) fine = fine && find_function(#name, &library.name)
    FUNCTIONS(FIND);
    if (!fine)
        snprintf(problem, sizeof problem, "%s", dlerror());
}

void unpack_load(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
}

static bool have_library(const char *name) {
    unpack_load();
    if (!*problem)
        return true;
    diag_system("%s: compressed files need libarchive: %s", name, problem);
    const char *version = &LIBARCHIVE_SONAME[strlen("libarchive.so.")];
    diag_hint("install libarchive%s (libarchive%st64 since Debian 13), or unpack the file first",
              version, version);
    return false;
}

#else

void unpack_load(void) {
#define ASSIGN(name) library.name = name
    FUNCTIONS(ASSIGN);
}

static bool have_library(const char *name) {
    (void)name;
    unpack_load();
    return true;
}

#endif

struct unpack_kind {
    const char *mark;
    size_t bytes;
    bool zip;
    __typeof__(archive_read_support_filter_gzip) **allow; /* the filter; of a zip, the format */
};

static const struct unpack_kind kinds[] = {
    {"\x1f\x8b", 2, false, &library.archive_read_support_filter_gzip},
    {"BZh", 3, false, &library.archive_read_support_filter_bzip2},
    {"\xfd"
     "7zXZ\0",
     6, false, &library.archive_read_support_filter_xz},
    {"\x28\xb5\x2f\xfd", 4, false, &library.archive_read_support_filter_zstd},
    {"PK\3\4", 4, true, &library.archive_read_support_format_zip_streamable},
};

const struct unpack_kind *unpack_kind_of(const unsigned char *mark, size_t bytes) {
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (bytes >= kinds[i].bytes && memcmp(mark, kinds[i].mark, kinds[i].bytes) == 0)
            return &kinds[i];
    return NULL;
}

static la_ssize_t feed(struct archive *archive, void *state, const void **block) {
    struct unpack *unpack = state;
    (void)archive;
    ssize_t got = unpack->from.read(unpack->from.state, unpack->block, BLOCK_BYTES);
    if (got < 0)
        unpack->problem = errno;
    unpack->drained = unpack->drained || got == 0;
    *block = unpack->block;
    return got < 0 ? ARCHIVE_FATAL : got;
}

/* Returns whether a failure is due to truncated data: the archive failed after it had asked for
 * more than there is.  Reports any other failure. */
static bool is_truncated(struct unpack *unpack) {
    const char *text = library.archive_error_string(unpack->archive);
    errno = unpack->problem;
    if (unpack->problem)
        diag_file(unpack->from.name);
    else if (library.archive_errno(unpack->archive) == ENOMEM)
        diag_no_memory();
    else if (unpack->drained || unpack->from.part)
        unpack->ended = unpack->truncated = true;
    else
        diag_error("%s: cannot unpack the compressed data: %s", unpack->from.name,
                   text ? text : "unknown error");
    return unpack->truncated;
}

/* adb's zip archive holds the bugreport among other text files. */
static bool is_bugreport(const char *path) {
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    size_t bytes = strlen(name);
    return strncmp(name, "bugreport", 9) == 0 && bytes > 4 && strcmp(name + bytes - 4, ".txt") == 0;
}

static bool is_text(const char *path) {
    static const char *const suffixes[] = {".txt", ".log", ".html", ".csv", ".trace"};
    size_t bytes = strlen(path);
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        size_t suffix = strlen(suffixes[i]);
        if (bytes > suffix && strcmp(path + bytes - suffix, suffixes[i]) == 0)
            return true;
    }
    return false;
}

/* Skips to the first member of this kind, and counts texts on the way.  Returns the archive's
 * status if there is none. */
static int find_member(struct unpack *unpack, bool (*is_one)(const char *path), size_t *texts) {
    struct archive_entry *entry;
    int status;
    while ((status = library.archive_read_next_header(unpack->archive, &entry)) == ARCHIVE_OK ||
           status == ARCHIVE_WARN) {
        const char *path = library.archive_entry_pathname(entry);
        if (path && is_one(path))
            return ARCHIVE_OK;
        *texts += path && is_text(path);
    }
    return status;
}

static bool open_archive(struct unpack *unpack);

static bool open_zip(struct unpack *unpack) {
    size_t texts = 0;
    int status = find_member(unpack, is_bugreport, &texts);
    bool lone = status == ARCHIVE_EOF && texts == 1;
    bool again = lone && unpack->from.rewind(unpack->from.state);
    if (again) {
        library.archive_read_free(unpack->archive);
        unpack->drained = false;
        if (!open_archive(unpack))
            return false;
        status = find_member(unpack, is_text, &texts);
    }
    if (lone && !again) {
        diag_error("%s: a zip archive without bugreport*.txt must be a file that is named",
                   unpack->from.name);
        diag_hint("it is read twice, which pipes and standard input cannot be");
    } else if (status == ARCHIVE_EOF) {
        diag_error("%s: this zip archive has neither bugreport*.txt nor exactly one text file",
                   unpack->from.name);
        diag_hint("unpack it and name the log to replay");
    } else if (status != ARCHIVE_OK && is_truncated(unpack)) {
        diag_error("%s: this zip archive is truncated before its bugreport", unpack->from.name);
    }
    return status == ARCHIVE_OK;
}

static bool open_raw(struct unpack *unpack) {
    struct archive_entry *entry;
    int status = library.archive_read_next_header(unpack->archive, &entry);
    unpack->ended = status == ARCHIVE_EOF;
    return status == ARCHIVE_OK || status == ARCHIVE_WARN || unpack->ended || is_truncated(unpack);
}

/* A warning means that an external program will unpack it. */
static bool allow(struct archive *archive, const struct unpack_kind *kind) {
    return (*kind->allow)(archive) >= ARCHIVE_WARN &&
           (kind->zip || (library.archive_read_support_format_raw(archive) >= ARCHIVE_WARN &&
                          library.archive_read_support_format_empty(archive) >= ARCHIVE_WARN));
}

static bool open_archive(struct unpack *unpack) {
    unpack->archive = library.archive_read_new();
    if (!unpack->archive)
        diag_no_memory();
    return (allow(unpack->archive, unpack->kind) &&
            library.archive_read_open(unpack->archive, unpack, NULL, feed, NULL) == ARCHIVE_OK) ||
           is_truncated(unpack);
}

bool unpack_open(struct unpack *unpack, const struct unpack_kind *kind,
                 const struct unpack_from *from) {
    *unpack = (struct unpack){.from = *from, .kind = kind};
    if (!have_library(from->name))
        return false;
    unpack->block = array_new(1, BLOCK_BYTES);
    if (!open_archive(unpack) || unpack->truncated)
        return unpack->truncated;
    return kind->zip ? open_zip(unpack) : open_raw(unpack);
}

void unpack_close(struct unpack *unpack) {
    if (unpack->archive)
        library.archive_read_free(unpack->archive);
    free(unpack->block);
}

/* Unpacks the next block. */
static bool unpack_block(struct unpack *unpack) {
    const void *block;
    la_int64_t at;
    int status;
    do
        status =
            library.archive_read_data_block(unpack->archive, &block, &unpack->unpacked_bytes, &at);
    while (status >= ARCHIVE_WARN && status != ARCHIVE_EOF && unpack->unpacked_bytes == 0);
    unpack->unpacked = block;
    if (status >= ARCHIVE_WARN && status != ARCHIVE_EOF)
        return true;
    unpack->unpacked_bytes = 0;
    unpack->ended = true;
    return status == ARCHIVE_EOF || is_truncated(unpack);
}

ssize_t unpack_read(struct unpack *unpack, char *to, size_t room) {
    if (unpack->unpacked_bytes == 0 && !unpack->ended && !unpack_block(unpack))
        return -1;
    size_t bytes = unpack->unpacked_bytes < room ? unpack->unpacked_bytes : room;
    if (bytes == 0)
        return 0;
    memcpy(to, unpack->unpacked, bytes);
    unpack->unpacked += bytes;
    unpack->unpacked_bytes -= bytes;
    return (ssize_t)bytes;
}
