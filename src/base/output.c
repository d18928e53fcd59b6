/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* fopencookie and mkostemp, which glibc and musl have */
#include "base/output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "base/confine.h"
#include "base/data.h"
#include "base/diag.h"
#include "base/inputs.h"
#include "base/interrupt.h"

struct output {
    struct output *next; /* of those that are open */
    FILE *stream;
    const char *name;
    char *path;           /* where the file belongs, NULL for standard output */
    char *temporary;      /* where it is written until it is complete, NULL when written directly */
    bool replaces;        /* there is a file in its place */
    struct stat replaced; /* that file */
    int descriptor;
    bool interrupted; /* it waited in vain when a signal came, and does not wait again */
    int reason;       /* the errno of the first write that failed, else 0 */
};

/* Temporary files that exist just now, so that a handler can remove them.  None of these is freed
 * before the program ends, since a handler in another thread may be at it: it serves the next file.
 */
struct temporary {
    char *volatile path; /* NULL while it serves none */
    struct temporary *next;
};

static struct temporary *volatile temporaries;
static struct output *open_outputs;

void output_abandon(void) {
    for (const struct temporary *temporary = temporaries; temporary; temporary = temporary->next)
        if (temporary->path)
            unlink(temporary->path);
}

/* A standard stream that is closed must not become the descriptor of a file that is opened later.
 * Opens standard output for reading, so that writing to it still fails. */
static void fill_descriptors(void) {
    static const int modes[] = {O_RDONLY, O_RDONLY, O_WRONLY};
    for (int descriptor = 0; descriptor < 3; descriptor++)
        if (fcntl(descriptor, F_GETFD) < 0 && open("/dev/null", modes[descriptor]) < 0)
            return;
}

static void end(void) {
    output_abandon();
    struct temporary *temporary = temporaries;
    temporaries = NULL;
    while (temporary) {
        struct temporary *next = temporary->next;
        free(temporary);
        temporary = next;
    }
}

void output_init(void) {
    fill_descriptors();
    atexit(end);
}

static bool is_output(const char *path) {
    for (const struct output *output = open_outputs; output; output = output->next)
        if (output->path && strcmp(output->path, path) == 0)
            return true;
    return false;
}

static struct temporary *find_temporary(const char *path) {
    struct temporary *temporary = temporaries;
    while (temporary && temporary->path != path)
        temporary = temporary->next;
    return temporary;
}

static void remember(char *path) {
    struct temporary *temporary = find_temporary(NULL);
    if (!temporary) {
        temporary = array_new(1, sizeof *temporary);
        temporary->next = temporaries;
        temporaries = temporary;
    }
    temporary->path = path;
}

static void forget(const char *path) {
    find_temporary(path)->path = NULL;
}

static mode_t default_mode(void) {
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

/* Gives the new file the owner, group and rights of the replaced one, as far as the system allows.
 * Without its group, the group keeps only those rights that all others have too. */
static bool set_rights(int descriptor, const struct stat *replaced) {
    mode_t mode = replaced->st_mode & 0777;
    bool owned = fchown(descriptor, replaced->st_uid, replaced->st_gid) == 0;
    if (!owned && fchown(descriptor, (uid_t)-1, replaced->st_gid) != 0)
        mode &= ~(mode_t)070 | (mode & 07) << 3;
    return fchmod(descriptor, mode) == 0;
}

/* A pipe or a terminal does not keep the program from ending.  It is written in pieces, which do
 * not block once there is room.  A terminal may have less room than it says: then a signal cuts the
 * piece short.  After a signal, writing fails when there is no room. */

static ssize_t write_patiently(void *cookie, const char *from, size_t bytes) {
    enum { LOOK_UP_MS = 50 };
    struct output *output = cookie;
    size_t done = 0;
    while (done < bytes && !output->interrupted && output->reason == 0) {
        struct pollfd awaited = {.fd = output->descriptor, .events = POLLOUT};
        size_t piece = bytes - done < PIPE_BUF ? bytes - done : PIPE_BUF;
        ssize_t written = 0;
        int ready = poll(&awaited, 1, LOOK_UP_MS);
        /* Other failures of waiting are left to writing, which ends. */
        if (ready > 0 || (ready < 0 && errno != EINTR))
            written = write(output->descriptor, from + done, piece);
        if (written < 0 && errno != EINTR && errno != EAGAIN)
            output->reason = errno;
        done += written > 0 ? (size_t)written : 0;
        output->interrupted = written < (ssize_t)piece && interrupt_arrived();
    }
    return (ssize_t)done; /* less than `bytes` is a failure */
}

/* A file with a place does not make a writer wait. */
static ssize_t write_at_once(void *cookie, const char *from, size_t bytes) {
    struct output *output = cookie;
    size_t done = 0;
    while (done < bytes && output->reason == 0) {
        ssize_t written = write(output->descriptor, from + done, bytes - done);
        if (written < 0 && errno != EINTR)
            output->reason = errno;
        done += written > 0 ? (size_t)written : 0;
    }
    return (ssize_t)done;
}

static int close_output(void *cookie) {
    const struct output *output = cookie;
    return close(output->descriptor);
}

/* Returns a stream that writes to the descriptor and owns it.  Returns NULL for -1. */
static FILE *open_descriptor(struct output *output, int descriptor) {
    output->descriptor = descriptor;
    if (descriptor < 0)
        return NULL;
    FILE *stream = fopencookie(
        output, "w",
        (cookie_io_functions_t){.write = output->temporary ? write_at_once : write_patiently,
                                .close = close_output});
    if (!stream)
        diag_no_memory();
    if (isatty(descriptor))
        setvbuf(stream, NULL, _IOLBF, BUFSIZ);
    return stream;
}

/* Opens a temporary file in the folder of the output, with the rights that a new file there would
 * have, or those of the file it will replace.  Its name is short, since the output's may be as long
 * as names can be. */
static FILE *open_beside(struct output *output) {
    char *temporary = data_beside(output->path, ".kvsim-XXXXXX");
    remember(temporary); /* before it is there: a signal may come at once */
    int descriptor = mkostemp(temporary, O_CLOEXEC);
    if (descriptor < 0) {
        forget(temporary);
        free(temporary);
        return NULL;
    }
    output->temporary = temporary;
    bool fine = output->replaces ? set_rights(descriptor, &output->replaced)
                                 : fchmod(descriptor, default_mode()) == 0;
    if (fine)
        return open_descriptor(output, descriptor);
    int reason = errno;
    close(descriptor);
    errno = reason;
    return NULL;
}

/* Returns a duplicate of standard output or standard error if the file is the same and it can be
 * written, else -1. */
static int same_as_standard(const struct stat *file) {
    for (int descriptor = STDOUT_FILENO; descriptor <= STDERR_FILENO; descriptor++) {
        struct stat standard;
        if (fstat(descriptor, &standard) == 0 && standard.st_dev == file->st_dev &&
            standard.st_ino == file->st_ino && (fcntl(descriptor, F_GETFL) & O_ACCMODE) != O_RDONLY)
            return fcntl(descriptor, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    }
    return -1;
}

/* Opens a file that is written directly: one that is not regular, that standard output or standard
 * error write to (/dev/stdout), or that has no name and so no place that another could take.
 * Returns NULL with an errno of 0 for a file that is written whole. */
static FILE *open_directly(struct output *output) {
    int standard = output->replaces ? same_as_standard(&output->replaced) : -1;
    if (standard >= 0)
        return open_descriptor(output, standard);
    errno = 0;
    if (!output->replaces || (S_ISREG(output->replaced.st_mode) && output->replaced.st_nlink > 0))
        return NULL;
    return open_descriptor(output, open(output->name, O_WRONLY | O_TRUNC | O_CLOEXEC));
}

/* Returns the target of a symlink, beside the symlink; NULL when `path` is none.  The caller frees
 * it. */
static char *link_target(const char *path) {
    char target[PATH_MAX];
    ssize_t bytes = readlink(path, target, sizeof target - 1);
    if (bytes <= 0)
        return NULL;
    target[bytes] = '\0';
    return target[0] == '/' ? array_text(target, (size_t)bytes) : data_beside(path, target);
}

/* Returns the canonical path of a file that does not exist: its folder's, and its name. */
static char *canonical_new(const char *path) {
    char *folder = data_beside(path, ".");
    char *parent = realpath(folder, NULL);
    free(folder);
    if (!parent)
        return array_text(path, strlen(path));
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    size_t bytes = strlen(parent) + strlen(name) + 2;
    char *joined = array_new(bytes, 1);
    snprintf(joined, bytes, "%s/%s", parent, name);
    free(parent);
    return joined;
}

/* Returns the canonical path of a file.  Symlinks may lead to it, and it need not exist. */
static char *canonical_path(const char *path) {
    enum { MOST_LINKS = 40 };
    char *at = array_text(path, strlen(path));
    char *resolved = realpath(at, NULL);
    for (int links = 0; !resolved && links < MOST_LINKS; links++) {
        char *target = link_target(at);
        if (!target)
            break;
        free(at);
        at = target;
        resolved = realpath(at, NULL);
    }
    if (!resolved)
        resolved = canonical_new(at);
    free(at);
    return resolved;
}

/* Opens a file that is written whole.  One that it replaces must be writable. */
static FILE *open_whole(struct output *output) {
    if (output->replaces && access(output->path, W_OK) != 0)
        return NULL;
    return open_beside(output);
}

static bool open_stream(struct output *output) {
    if (is_output(output->path)) {
        diag_error("%s is named for two outputs", output->name);
        return false;
    }
    bool there = stat(output->name, &output->replaced) == 0;
    if (there && !inputs_reserve(&output->replaced, output->name))
        return false;
    output->replaces = there;
    if (there || errno == ENOENT) {
        output->stream = open_directly(output);
        if (!output->stream && errno == 0)
            output->stream = open_whole(output);
    }
    if (!output->stream && !interrupt_arrived())
        diag_system("cannot write %s: %s", output->name, strerror(errno));
    return output->stream != NULL;
}

struct output *output_open(const char *path) {
    struct output *output = array_new(1, sizeof *output);
    output->name = path ? path : "standard output";
    if (!path) {
        output->stream = open_descriptor(output, STDOUT_FILENO);
    } else {
        output->path = canonical_path(path);
        if (!open_stream(output)) {
            output_discard(output);
            return NULL;
        }
    }
    output->next = open_outputs;
    open_outputs = output;
    return output;
}

void output_allow(struct confine *confine) {
    for (const struct output *output = open_outputs; output; output = output->next)
        if (output->temporary) {
            char *folder = data_beside(output->path, ".");
            confine_allow(confine, folder, CONFINE_REPLACE);
            free(folder);
        }
}

FILE *output_stream(struct output *output) {
    return output->stream;
}

static void release(struct output *output) {
    struct output **link = &open_outputs;
    while (*link && *link != output)
        link = &(*link)->next;
    if (*link)
        *link = output->next;
    if (output->replaces)
        inputs_release(&output->replaced);
    if (output->temporary)
        forget(output->temporary);
    free(output->temporary);
    free(output->path);
    free(output);
}

bool output_commit(struct output *output) {
    errno = 0;
    bool fine = fflush(output->stream) == 0 && !ferror(output->stream) &&
                (!output->temporary || fsync(output->descriptor) == 0);
    int reason = output->reason ? output->reason : errno;
    if (fclose(output->stream) != 0 && fine) {
        fine = false;
        reason = errno;
    }
    if (fine && output->temporary && rename(output->temporary, output->path) != 0) {
        fine = false;
        reason = errno;
    }
    if (!fine) {
        if (output->temporary)
            unlink(output->temporary);
        if (!interrupt_arrived())
            diag_system("cannot write %s: %s", output->name,
                        reason ? strerror(reason) : "an earlier write failed");
    }
    release(output);
    return fine;
}

void output_discard(struct output *output) {
    if (!output)
        return;
    if (output->stream)
        fclose(output->stream);
    if (output->temporary)
        unlink(output->temporary);
    release(output);
}
