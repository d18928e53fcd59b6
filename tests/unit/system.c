/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Failures of the system: calls that fail replace the C library's.  Each try is a process of its
 * own, with the exit status that the program would have. */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/data.h"
#include "base/diag.h"
#include "base/doc.h"
#include "base/interrupt.h"
#include "trace/input.h"
#include "tap.h"

struct dirent *readdir(DIR *folder) {
    (void)folder;
    errno = EIO;
    return NULL;
}

/* After this many reads of a file, the next one fails; -1: none does. */
static int reads_left = -1;

ssize_t read(int descriptor, void *to, size_t room) {
    if (reads_left == 0) {
        errno = EIO;
        return -1;
    }
    reads_left -= reads_left > 0;
    return readv(descriptor, &(struct iovec){to, room}, 1);
}

/* Returns the exit status of a process that makes the attempt; -1 when a signal ended it. */
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
static char pipe_path[sizeof folder + 5], packed_path[sizeof folder + 5];

static void on_alarm(int number) {
    (void)number;
    raise(SIGTERM);
}

static void clean_nothing(void) {
}

/* Reads a pipe that stays empty until a signal comes. */
static void read_a_pipe(void) {
    const struct sigaction action = {.sa_handler = on_alarm};
    interrupt_init(clean_nothing);
    sigaction(SIGALRM, &action, NULL);
    FILE *both = fopen(pipe_path, "r+"); /* so that the reader has a writer */
    alarm(1);
    struct doc *doc = doc_read(pipe_path);
    fclose(both);
    if (doc)
        _exit(98);
}

/* Text in gzip's format that ends too early: it is unpacked, then found truncated. */
static const char packed[] = "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x4b\x4c";

static void unpack(int reads) {
    struct input input;
    char text[16];
    reads_left = reads;
    if (input_open(&input, packed_path))
        while (input_read(&input, text, sizeof text) > 0)
            ;
    bool truncated = input.unpack.truncated;
    input_close(&input);
    if (truncated)
        _exit(97);
}

static void unpack_all(void) {
    unpack(-1);
}

static void unpack_beginning(void) {
    unpack(2);
}

static void unpack_nothing(void) {
    unpack(1);
}

int main(void) {
    tap_ok(status_of(list_a_folder) == STATUS_SYSTEM, "a folder that cannot be read");
    if (mkdtemp(folder)) {
        snprintf(pipe_path, sizeof pipe_path, "%s/pipe", folder);
        tap_ok(mkfifo(pipe_path, 0600) == 0 && status_of(read_a_pipe) == STATUS_INTERRUPTED,
               "a signal while YAML is read is an interrupt");
        unlink(pipe_path);
        snprintf(packed_path, sizeof packed_path, "%s/gzip", folder);
        FILE *file = fopen(packed_path, "w");
        fwrite(packed, 1, sizeof packed - 1, file);
        fclose(file);
        tap_ok(status_of(unpack_all) == 97, "compressed data that is cut short");
        tap_ok(status_of(unpack_beginning) == STATUS_SYSTEM,
               "a failure of the system at the end of compressed data");
        tap_ok(status_of(unpack_nothing) == STATUS_SYSTEM, "and at its beginning");
        unlink(packed_path);
        rmdir(folder);
    }
    return tap_done();
}
