/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* O_TMPFILE */
#include "base/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "base/confine.h"
#include "base/diag.h"

static const char *folder(void) {
    const char *named = getenv("TMPDIR");
    return named && *named ? named : "/tmp";
}

/* For file systems without O_TMPFILE. */
static int open_and_unlink(void) {
    static const char name[] = "/kvsim-XXXXXX";
    size_t bytes = strlen(folder()) + sizeof name;
    char *path = array_new(bytes, 1);
    snprintf(path, bytes, "%s%s", folder(), name);
    int descriptor = mkostemp(path, O_CLOEXEC);
    if (descriptor >= 0)
        unlink(path);
    free(path);
    return descriptor;
}

void scratch_allow(struct confine *confine) {
    confine_allow(confine, folder(), CONFINE_SCRATCH);
}

FILE *scratch_open(void) {
    int descriptor = open(folder(), O_TMPFILE | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0)
        descriptor = open_and_unlink();
    FILE *scratch = descriptor >= 0 ? fdopen(descriptor, "w+") : NULL;
    if (!scratch) {
        diag_system("cannot make a temporary file in %s: %s", folder(), strerror(errno));
        diag_hint("set TMPDIR to another folder");
        if (descriptor >= 0)
            close(descriptor);
    }
    return scratch;
}

bool scratch_complete(FILE *scratch) {
    errno = 0;
    if (fflush(scratch) == 0 && !ferror(scratch))
        return true;
    diag_system("cannot write a temporary file in %s: %s", folder(),
                errno ? strerror(errno) : "an earlier write failed");
    diag_hint("set TMPDIR to another folder");
    return false;
}

bool scratch_seek(FILE *scratch, uint64_t offset) {
    bool fine = fseeko(scratch, (off_t)offset, SEEK_SET) == 0;
    if (!fine)
        diag_system("cannot read a temporary file in %s: %s", folder(), strerror(errno));
    return fine;
}

bool scratch_rewind(FILE *scratch) {
    return scratch_seek(scratch, 0);
}

bool scratch_was_read(FILE *scratch) {
    if (ferror(scratch))
        diag_system("cannot read a temporary file in %s", folder());
    return !ferror(scratch);
}

bool scratch_copy(FILE *scratch, FILE *to) {
    static const size_t room = (size_t)64 << 10;
    if (!scratch_rewind(scratch))
        return false;
    char *block = array_new(room, 1);
    for (size_t count; (count = fread(block, 1, room, scratch)) > 0;)
        fwrite(block, 1, count, to);
    free(block);
    return scratch_was_read(scratch);
}
