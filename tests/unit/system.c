/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the system refuses: calls that fail here stand in the place of the C library's.  Each try is
 * a process of its own, whose exit status is what the program's would be. */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/data.h"
#include "base/diag.h"
#include "base/doc.h"
#include "tap.h"

struct dirent *readdir(DIR *folder) {
    (void)folder;
    errno = EIO;
    return NULL;
}

/* What a process that does this exits with; -1 when a signal ended it. */
static int status_of(void (*attempt)(void)) {
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        if (!freopen("/dev/null", "w", stderr))
            _exit(99);
        attempt();
        _exit((int)diag_status());
    }
    int status = -1;
    return waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void list_a_folder(void) {
    char **names;
    size_t count;
    setenv("KVSIM_DATADIR", ".", 1);
    data_init("kvsim");
    if (data_list("", &names, &count))
        _exit(98);
    data_fini();
}

static char folder[] = "/tmp/kvsim-system.XXXXXX";
static char pipe_path[sizeof folder + 5];

static void on_alarm(int number) {
    (void)number;
}

/* Reads a pipe that says nothing until a signal comes. */
static void read_a_pipe(void) {
    const struct sigaction action = {.sa_handler = on_alarm};
    sigaction(SIGALRM, &action, NULL);
    FILE *both = fopen(pipe_path, "r+"); /* so that the reader has a writer */
    alarm(1);
    struct doc *doc = doc_read(pipe_path);
    fclose(both);
    if (doc)
        _exit(98);
}

int main(void) {
    tap_ok(status_of(list_a_folder) == STATUS_SYSTEM, "a folder that cannot be read");
    if (mkdtemp(folder)) {
        snprintf(pipe_path, sizeof pipe_path, "%s/pipe", folder);
        tap_ok(mkfifo(pipe_path, 0600) == 0 && status_of(read_a_pipe) == STATUS_INTERRUPTED,
               "a signal while YAML is read is an interrupt");
        unlink(pipe_path);
        rmdir(folder);
    }
    return tap_done();
}
