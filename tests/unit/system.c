/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Failures of the system: calls that fail replace the C library's.  Each try is a process of its
 * own, with the exit status that the program would have. */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/data.h"
#include "base/diag.h"
#include "base/doc.h"
#include "base/interrupt.h"
#include "base/output.h"
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
static char pipe_path[sizeof folder + 5], packed_path[sizeof folder + 5],
    plain_path[sizeof folder + 5], full_path[sizeof folder + 5];

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

static const char plain[] = "a text that is longer than the mark of a compressed file";

static void write_file(const char *path, const char *bytes, size_t count) {
    FILE *file = fopen(path, "w");
    fwrite(bytes, 1, count, file);
    fclose(file);
}

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

/* Reads and writes while poll fails, as it does for more descriptors than a process may open. */
static void go_without_waiting(void) {
    struct input input;
    struct rlimit limit;
    char text[sizeof plain];
    struct output *output = output_open("/dev/null");
    ssize_t count = 0, got = 1;
    bool fine = input_open(&input, plain_path) && getrlimit(RLIMIT_NOFILE, &limit) == 0;
    limit.rlim_cur = 0;
    alarm(10);
    fine = fine && setrlimit(RLIMIT_NOFILE, &limit) == 0;
    for (; fine && got > 0; count += got)
        got = input_read(&input, text, sizeof text);
    fputs(plain, output_stream(output));
    if (!output_commit(output) || !fine || count != sizeof plain - 1)
        _exit(98);
}

/* Writes to a file while there is no room, then while there is: it stays incomplete, for the reason
 * of the first time. */
static void fill_a_disk(void) {
    static const char large[1 << 20];
    char told[256] = "", wanted[256];
    struct rlimit limit;
    struct output *output = output_open(full_path);
    FILE *messages = freopen(plain_path, "w+", stderr);
    if (!output || !messages || getrlimit(RLIMIT_FSIZE, &limit) != 0)
        _exit(98);
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){4096, limit.rlim_max});
    fwrite(large, 1, sizeof large, output_stream(output));
    setrlimit(RLIMIT_FSIZE, &limit);
    fputs(plain, output_stream(output));
    bool written = output_commit(output);
    rewind(messages);
    snprintf(wanted, sizeof wanted, "cannot write %s: %s\n", full_path, strerror(EFBIG));
    if (written || !fgets(told, sizeof told, messages) || !strstr(told, wanted) ||
        access(full_path, F_OK) == 0)
        _exit(97);
}

int main(void) {
    tap_ok(status_of(list_a_folder) == STATUS_SYSTEM, "a folder that cannot be read");
    if (mkdtemp(folder)) {
        snprintf(pipe_path, sizeof pipe_path, "%s/pipe", folder);
        tap_ok(mkfifo(pipe_path, 0600) == 0 && status_of(read_a_pipe) == STATUS_INTERRUPTED,
               "a signal while YAML is read is an interrupt");
        unlink(pipe_path);
        snprintf(packed_path, sizeof packed_path, "%s/gzip", folder);
        snprintf(plain_path, sizeof plain_path, "%s/text", folder);
        write_file(packed_path, packed, sizeof packed - 1);
        write_file(plain_path, plain, sizeof plain - 1);
        tap_ok(status_of(unpack_all) == 97, "compressed data that is cut short");
        tap_ok(status_of(unpack_beginning) == STATUS_SYSTEM,
               "a failure of the system at the end of compressed data");
        tap_ok(status_of(unpack_nothing) == STATUS_SYSTEM, "and at its beginning");
        tap_ok(status_of(go_without_waiting) == STATUS_DONE, "poll that fails");
        snprintf(full_path, sizeof full_path, "%s/full", folder);
        tap_ok(status_of(fill_a_disk) == STATUS_SYSTEM, "a full disk is the reason also later");
        unlink(packed_path);
        unlink(plain_path);
        rmdir(folder);
    }
    return tap_done();
}
