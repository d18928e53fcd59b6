/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/output.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "base/diag.h"

/* Temporary files that exist just now, so that a handler can remove them: results, timeline and
 * dump, with room to spare. */
enum { MOST_FILES = 8 };

struct output {
    FILE *stream;
    const char *name;
    char *path;      /* where the file belongs, NULL for standard output */
    char *temporary; /* where it is written until it is complete, NULL when written directly */
};

static char *volatile temporaries[MOST_FILES];
static volatile sig_atomic_t interrupted;

static void on_interrupt(int number) {
    (void)number;
    interrupted = 1;
}

static void on_closed_pipe(int number) {
    for (int i = 0; i < MOST_FILES; i++)
        if (temporaries[i])
            unlink(temporaries[i]);
    signal(number, SIG_DFL);
    raise(number);
}

static void catch_signal(int number, void (*handler)(int)) {
    struct sigaction now;
    if (sigaction(number, NULL, &now) == 0 && now.sa_handler == SIG_IGN)
        return;
    struct sigaction action = {.sa_handler = handler};
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, NULL);
}

void output_catch_signals(void) {
    catch_signal(SIGINT, on_interrupt);
    catch_signal(SIGTERM, on_interrupt);
    catch_signal(SIGHUP, on_interrupt);
    catch_signal(SIGPIPE, on_closed_pipe);
}

bool output_interrupted(void) {
    return interrupted != 0;
}

static void remember(char *temporary) {
    for (int i = 0; i < MOST_FILES; i++)
        if (!temporaries[i]) {
            temporaries[i] = temporary;
            return;
        }
}

static void forget(const char *temporary) {
    for (int i = 0; i < MOST_FILES; i++)
        if (temporaries[i] == temporary)
            temporaries[i] = NULL;
}

static mode_t default_mode(void) {
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

/* Opens a temporary file beside `path`, with the rights that a new file there would have, or those
 * of the file it will replace. */
static FILE *open_beside(const char *path, const struct stat *existing, char **temporary) {
    size_t bytes = strlen(path) + sizeof ".XXXXXX";
    *temporary = array_new(bytes, 1);
    snprintf(*temporary, bytes, "%s.XXXXXX", path);
    int descriptor = mkstemp(*temporary);
    if (descriptor < 0)
        return NULL;
    remember(*temporary);
    if (fchmod(descriptor, existing ? existing->st_mode & 0777 : default_mode()) != 0) {
        close(descriptor);
        return NULL;
    }
    return fdopen(descriptor, "w");
}

/* Follows a symbolic link to the file that is to be replaced. */
static char *real_path(const char *path) {
    char *resolved = realpath(path, NULL);
    return resolved ? resolved : array_text(path, strlen(path));
}

struct output *output_open(const char *path) {
    struct output *output = array_new(1, sizeof *output);
    if (!path) {
        *output = (struct output){.stream = stdout, .name = "standard output"};
        return output;
    }
    output->name = path;
    output->path = real_path(path);
    struct stat existing;
    bool exists = stat(output->path, &existing) == 0;
    bool device = strncmp(path, "/dev/", 5) == 0; /* /dev/stdout may lead to a regular file */
    if (device || (exists && !S_ISREG(existing.st_mode)))
        output->stream = fopen(output->path, "w");
    else
        output->stream = open_beside(output->path, exists ? &existing : NULL, &output->temporary);
    if (output->stream)
        return output;
    diag_system("%s: cannot be written: %s", path, strerror(errno));
    output_discard(output);
    return NULL;
}

FILE *output_stream(struct output *output) {
    return output->stream;
}

static void release(struct output *output) {
    if (output->temporary)
        forget(output->temporary);
    free(output->temporary);
    free(output->path);
    free(output);
}

bool output_commit(struct output *output) {
    errno = 0;
    bool fine = fflush(output->stream) == 0 && !ferror(output->stream);
    int reason = errno;
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
        diag_system("%s: cannot be written: %s", output->name,
                    reason ? strerror(reason) : "an earlier write failed");
    }
    release(output);
    return fine;
}

void output_discard(struct output *output) {
    if (!output)
        return;
    if (output->stream && output->stream != stdout)
        fclose(output->stream);
    if (output->temporary)
        unlink(output->temporary);
    release(output);
}
