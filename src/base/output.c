/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/output.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "base/diag.h"

/* Temporary files that exist just now, so that a handler can remove them: results, timeline, dump,
 * report and pictures.  Of more pictures than that, what is left of the last ones is not removed.
 */
enum { MOST_FILES = 64 };

struct output {
    struct output *next; /* of those that are open */
    FILE *stream;
    const char *name;
    char *path;      /* where the file belongs, NULL for standard output */
    char *temporary; /* where it is written until it is complete, NULL when written directly */
};

static char *volatile temporaries[MOST_FILES];
static volatile sig_atomic_t interrupted;

static void remove_temporaries(void) {
    for (int i = 0; i < MOST_FILES; i++)
        if (temporaries[i])
            unlink(temporaries[i]);
}

/* The regular files that were read, which must not be written. */
struct file {
    dev_t device;
    ino_t inode;
};

/* Threads read inputs; outputs are one thread's affair. */
static pthread_mutex_t inputs_mutex = PTHREAD_MUTEX_INITIALIZER;
static struct file *inputs;
static size_t input_count, input_room;

/* The first signal asks the program to end, the second ends it. */
static void on_interrupt(int number) {
    (void)number;
    if (interrupted) {
        remove_temporaries();
        _exit(STATUS_INTERRUPTED);
    }
    interrupted = 1;
}

static void on_end(int number) {
    remove_temporaries();
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

/* A standard stream that is closed must not become the descriptor of a file that is opened later.
 * Standard output is opened for reading, so that writing to it still fails. */
static void fill_descriptors(void) {
    static const int modes[] = {O_RDONLY, O_RDONLY, O_WRONLY};
    for (int descriptor = 0; descriptor < 3; descriptor++)
        if (fcntl(descriptor, F_GETFD) < 0 && open("/dev/null", modes[descriptor]) < 0)
            return;
}

void output_init(void) {
    fill_descriptors();
    atexit(remove_temporaries);
    catch_signal(SIGINT, on_interrupt);
    catch_signal(SIGTERM, on_interrupt);
    catch_signal(SIGHUP, on_interrupt);
    catch_signal(SIGPIPE, on_end);
    catch_signal(SIGQUIT, on_end);
    signal(SIGXFSZ, SIG_IGN); /* writing beyond the limit then fails, and says so */
}

void output_fini(void) {
    free(inputs);
}

bool output_interrupted(void) {
    return interrupted != 0;
}

static struct output *open_outputs;

static bool is_guarded(const struct stat *status) {
    for (size_t i = 0; i < input_count; i++)
        if (inputs[i].device == status->st_dev && inputs[i].inode == status->st_ino)
            return true;
    return false;
}

void output_guard(int descriptor) {
    struct stat status;
    if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode))
        return;
    pthread_mutex_lock(&inputs_mutex);
    if (!is_guarded(&status)) {
        inputs = array_grow(inputs, input_count, &input_room, sizeof *inputs);
        inputs[input_count++] = (struct file){status.st_dev, status.st_ino};
    }
    pthread_mutex_unlock(&inputs_mutex);
}

static bool is_input(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && is_guarded(&status);
}

static bool is_output(const char *path) {
    for (const struct output *output = open_outputs; output; output = output->next)
        if (output->path && strcmp(output->path, path) == 0)
            return true;
    return false;
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
    if (descriptor < 0) {
        free(*temporary);
        *temporary = NULL;
        return NULL;
    }
    remember(*temporary);
    if (fchmod(descriptor, existing ? existing->st_mode & 0777 : default_mode()) != 0) {
        close(descriptor);
        return NULL;
    }
    return fdopen(descriptor, "w");
}

/* A duplicate of standard output or standard error where the file is the same as that, else -1. */
static int same_as_standard(const struct stat *file) {
    for (int descriptor = STDOUT_FILENO; descriptor <= STDERR_FILENO; descriptor++) {
        struct stat standard;
        if (fstat(descriptor, &standard) == 0 && standard.st_dev == file->st_dev &&
            standard.st_ino == file->st_ino)
            return dup(descriptor);
    }
    return -1;
}

/* What is no regular file is written directly, and so is what standard output or standard error
 * lead to (/dev/stdout) and a link to a file that does not exist yet. */
static FILE *open_directly(const char *path) {
    struct stat existing, link;
    if (stat(path, &existing) != 0)
        return lstat(path, &link) == 0 ? fopen(path, "w") : NULL;
    int standard = same_as_standard(&existing);
    if (standard >= 0)
        return fdopen(standard, "w");
    return S_ISREG(existing.st_mode) ? NULL : fopen(path, "w");
}

/* The one spelling of a path: of the file, or of its folder when there is no such file yet. */
static char *canonical_path(const char *path) {
    char *resolved = realpath(path, NULL);
    if (resolved)
        return resolved;
    const char *slash = strrchr(path, '/');
    char *folder = slash ? array_text(path, (size_t)(slash - path) + 1) : array_text(".", 1);
    char *parent = realpath(folder, NULL);
    free(folder);
    if (!parent)
        return array_text(path, strlen(path));
    const char *name = slash ? slash + 1 : path;
    size_t bytes = strlen(parent) + strlen(name) + 2;
    char *joined = array_new(bytes, 1);
    snprintf(joined, bytes, "%s/%s", parent, name);
    free(parent);
    return joined;
}

/* A new file, or one in the place of another that may be written. */
static FILE *open_whole(struct output *output) {
    struct stat existing;
    bool exists = stat(output->path, &existing) == 0;
    if (exists && access(output->path, W_OK) != 0)
        return NULL;
    return open_beside(output->path, exists ? &existing : NULL, &output->temporary);
}

static bool open_stream(struct output *output) {
    if (is_input(output->path) || is_output(output->path)) {
        diag_error(is_input(output->path) ? "%s is an input: it would be overwritten"
                                          : "%s is to be written twice",
                   output->name);
        return false;
    }
    errno = 0;
    output->stream = open_directly(output->name);
    if (!output->stream && (errno == 0 || errno == ENOENT))
        output->stream = open_whole(output);
    if (!output->stream)
        diag_system("%s: cannot be written: %s", output->name, strerror(errno));
    return output->stream != NULL;
}

struct output *output_open(const char *path) {
    struct output *output = array_new(1, sizeof *output);
    output->name = path ? path : "standard output";
    output->path = path ? canonical_path(path) : NULL;
    output->stream = stdout;
    if (path && !open_stream(output)) {
        output_discard(output);
        return NULL;
    }
    output->next = open_outputs;
    open_outputs = output;
    return output;
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
        if (!interrupted)
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
