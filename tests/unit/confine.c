/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A confined process can do what was allowed and nothing else.  Each try is a process of its
 * own. */
#define _GNU_SOURCE /* O_TMPFILE, RTLD_NEXT */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/confine.h"
#include "base/data.h"
#include "base/diag.h"
#include "cli/rights.h"
#include "tap.h"

/* Replaces the C library's function: with an errno, a kernel without Landlock. */
static int lacking;

long syscall(long number, ...) {
    long (*real)(long, ...);
    void *found = dlsym(RTLD_NEXT, "syscall");
    long given[4];
    va_list arguments;
    memcpy(&real, &found, sizeof real);
    va_start(arguments, number);
    for (int i = 0; i < 4; i++)
        given[i] = va_arg(arguments, long);
    va_end(arguments);
    if (lacking) {
        errno = lacking;
        return -1;
    }
    return real(number, given[0], given[1], given[2], given[3]);
}

/* The result of a try. */
enum { DONE = 0, REFUSED = 1, OTHERWISE = 2, UNCONFINED = 77 };

static int result(long returned) {
    return returned >= 0 ? DONE : errno == EACCES || errno == EXDEV ? REFUSED : OTHERWISE;
}

static int opened(const char *path, int flags) {
    return result(open(path, flags | O_CLOEXEC, 0600));
}

static int read_named(void) {
    return opened("in/named", O_RDONLY);
}

static int read_in_folder(void) {
    return opened("data/file", O_RDONLY);
}

static int read_another(void) {
    return opened("in/another", O_RDONLY);
}

static int read_system(void) {
    return opened("/etc/passwd", O_RDONLY);
}

static int list_another(void) {
    return opened("in", O_RDONLY | O_DIRECTORY);
}

static int read_by_descriptor(void) {
    return opened("/proc/self/fd/9", O_RDONLY);
}

static int read_missing(void) {
    return open("in/missing", O_RDONLY) < 0 && errno == ENOENT ? DONE : OTHERWISE;
}

static int write_named(void) {
    return opened("in/named", O_WRONLY);
}

static int truncate_named(void) {
    return result(truncate("in/named", 0));
}

static int create_beside(void) {
    return opened("in/new", O_WRONLY | O_CREAT);
}

static int write_out(void) {
    return opened("out/old", O_WRONLY);
}

static int read_out(void) {
    return opened("out/old", O_RDONLY);
}

static int replace_out(void) {
    return result(rename("out/temporary", "out/old"));
}

static int remove_out(void) {
    return result(unlink("out/old"));
}

static int move_elsewhere(void) {
    return result(rename("out/old", "in/old"));
}

static int fetch_from_elsewhere(void) {
    return result(rename("in/another", "out/another"));
}

static int remove_elsewhere(void) {
    return result(unlink("in/another"));
}

static int make_folder(void) {
    return result(mkdir("out/folder", 0700));
}

static int make_link(void) {
    return result(symlink("/etc", "out/link"));
}

static int make_scratch(void) {
    return opened("scratch", O_TMPFILE | O_RDWR);
}

static int make_scratch_elsewhere(void) {
    return opened("in", O_TMPFILE | O_RDWR);
}

static int make_and_remove_scratch(void) {
    return opened("scratch/new", O_RDWR | O_CREAT | O_EXCL) + result(unlink("scratch/new"));
}

static int run_program(void) {
    char *arguments[] = {"true", NULL};
    execv("/bin/true", arguments);
    return result(-1);
}

/* Nobody listens at the port: without the right, the kernel does not even try it. */
static int connect_tcp(void) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(1)};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return result(connect(socket(AF_INET, SOCK_STREAM, 0), (struct sockaddr *)&to, sizeof to));
}

static int bind_tcp(void) {
    struct sockaddr_in to = {.sin_family = AF_INET};
    return result(bind(socket(AF_INET, SOCK_STREAM, 0), (struct sockaddr *)&to, sizeof to));
}

static int signal_another(void) {
    return kill(getppid(), 0) < 0 && errno == EPERM ? REFUSED : DONE;
}

static int write_to_open(void) {
    return result(write(9, "x", 1));
}

static int forked(void) {
    pid_t child = fork();
    if (child == 0)
        _exit(read_another());
    int status = 0;
    waitpid(child, &status, 0);
    return WEXITSTATUS(status);
}

static const struct {
    const char *what;
    int (*attempt)(void);
    int wanted;
} tries[] = {
    {"a named file is read", read_named, DONE},
    {"a file of a named folder is read", read_in_folder, DONE},
    {"a missing one is missing", read_missing, DONE},
    {"no other file is read", read_another, REFUSED},
    {"nor one of the system", read_system, REFUSED},
    {"nor is its folder listed", list_another, REFUSED},
    {"nor is a file that is open opened anew", read_by_descriptor, REFUSED},
    {"a named file is not written", write_named, REFUSED},
    {"no file is made beside it", create_beside, REFUSED},
    {"an output takes its place", replace_out, DONE},
    {"an output is removed", remove_out, DONE},
    {"what is in an output's folder is not read", read_out, REFUSED},
    {"nor written", write_out, REFUSED},
    {"it is not moved elsewhere", move_elsewhere, REFUSED},
    {"nor anything into it", fetch_from_elsewhere, REFUSED},
    {"nothing is removed elsewhere", remove_elsewhere, REFUSED},
    {"no folder is made", make_folder, REFUSED},
    {"no link is made", make_link, REFUSED},
    {"a temporary file without a name is made", make_scratch, DONE},
    {"one with a name is made and removed", make_and_remove_scratch, DONE},
    {"but not elsewhere", make_scratch_elsewhere, REFUSED},
    {"no program is run", run_program, REFUSED},
    {"what is open stays open", write_to_open, DONE},
    {"a child is confined as well", forked, REFUSED},
};
/* What Linux refuses from some version on. */
static const struct {
    const char *what;
    int (*attempt)(void);
    int major, minor;
} later[] = {
    {"no file is truncated", truncate_named, 6, 2},
    {"no connection by TCP", connect_tcp, 6, 7},
    {"no port of TCP", bind_tcp, 6, 7},
    {"no signal to another process", signal_another, 6, 12},
};

static bool is_older_than(int major, int minor) {
    struct utsname system;
    int a = 0, b = 0;
    return uname(&system) == 0 && sscanf(system.release, "%d.%d", &a, &b) == 2 &&
           (a < major || (a == major && b < minor));
}

static void make(const char *path) {
    close(open(path, O_WRONLY | O_CREAT, 0600));
}

/* Returns the exit status of a process that makes the attempt, confined or not. */
static int status_of(int (*attempt)(void), bool confined) {
    pid_t child = fork();
    if (child == 0) {
        struct confine confine;
        make("out/old");
        make("out/temporary");
        dup2(open("in/open", O_RDWR | O_CREAT, 0600), 9);
        confine_init(&confine);
        confine_allow(&confine, "in/named", CONFINE_READ);
        confine_allow(&confine, "in/missing", CONFINE_READ);
        confine_allow(&confine, "data", CONFINE_READ);
        confine_allow(&confine, "out", CONFINE_REPLACE);
        confine_allow(&confine, "scratch", CONFINE_SCRATCH);
        if (confined && !confine_enter(&confine))
            _exit(UNCONFINED);
        _exit(attempt());
    }
    int status = -1;
    return waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* Without Landlock -v prints one note, and nothing fails. */
static int give_up_nothing(int problem, const char *wanted) {
    const struct options options = {.verbose = true};
    char said[100] = "";
    FILE *file = freopen("said", "w+", stderr);
    if (!file)
        return OTHERWISE;
    lacking = problem;
    data_init("kvsim");
    rights_give_up(&options, NULL, 0);
    data_fini();
    rewind(file);
    if (!fgets(said, sizeof said, file) || fgetc(file) != EOF || diag_status() != STATUS_DONE ||
        strcmp(said, wanted) != 0)
        return OTHERWISE;
    return read_another();
}

static int on_an_old_kernel(void) {
    return give_up_nothing(
        ENOSYS, "kvsim: inputs are read without confinement: the kernel has no Landlock\n");
}

static int where_it_is_switched_off(void) {
    return give_up_nothing(
        EOPNOTSUPP, "kvsim: inputs are read without confinement: Landlock is switched off\n");
}

static int within_too_many(void) {
    return give_up_nothing(E2BIG,
                           "kvsim: inputs are read without confinement: Argument list too long\n");
}

/* Makes a temporary file after it has given up what a run gives up. */
static int make_scratch_in_a_run(bool play) {
    const struct options options = {.play = play};
    setenv("TMPDIR", "scratch", 1);
    data_init("kvsim");
    rights_give_up(&options, NULL, 0);
    data_fini();
    return make_scratch();
}

static int make_scratch_in_a_study(void) {
    return make_scratch_in_a_run(false);
}

static int make_scratch_in_a_play(void) {
    return make_scratch_in_a_run(true);
}

int main(void) {
    char folder[] = "/tmp/kvsim-confine.XXXXXX", remove[64];
    if (!mkdtemp(folder) || chdir(folder) != 0)
        return 99;
    mkdir("in", 0700);
    mkdir("out", 0700);
    mkdir("data", 0700);
    mkdir("scratch", 0700);
    make("in/named");
    make("in/another");
    make("data/file");
    if (status_of(read_named, true) == UNCONFINED) {
        tap_ok(true, "confined # SKIP the system has no Landlock, or the build is without");
    } else {
        for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
            int got = status_of(tries[i].attempt, true);
            tap_ok(got == tries[i].wanted, "%s: %d", tries[i].what, got);
        }
        for (size_t i = 0; i < sizeof later / sizeof *later; i++)
            if (status_of(later[i].attempt, true) == REFUSED)
                tap_ok(true, "%s", later[i].what);
            else
                tap_ok(is_older_than(later[i].major, later[i].minor),
                       "%s # SKIP the kernel cannot refuse it", later[i].what);
    }
    if (status_of(read_named, true) != UNCONFINED) {
        tap_ok(status_of(on_an_old_kernel, false) == DONE, "an old kernel");
        tap_ok(status_of(where_it_is_switched_off, false) == DONE, "Landlock switched off");
        tap_ok(status_of(within_too_many, false) == DONE, "Landlock that fails");
        tap_ok(status_of(make_scratch_in_a_study, false) == DONE, "a study has temporary files");
        tap_ok(status_of(make_scratch_in_a_play, false) == REFUSED, "a play writes nothing");
    }
    /* Without confinement, the refused tries succeed. */
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++)
        if (tries[i].wanted == REFUSED) {
            int got = status_of(tries[i].attempt, false);
            tap_ok(got == DONE, "unconfined: %s: %d", tries[i].what, got);
            make("in/another");
        }
    tap_ok(status_of(truncate_named, false) == DONE, "unconfined: a file is truncated");
    snprintf(remove, sizeof remove, "rm -rf %s", folder);
    return chdir("/") != 0 || system(remove) != 0 ? 99 : tap_done();
}
