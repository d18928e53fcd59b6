/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Streams into memory keep every byte, or the program ends with status 3. */
#include "base/memstream.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/diag.h"
#include "tap.h"

static int allowed = -1; /* reallocations before all fail; below 0 for all */

void *__wrap_realloc(void *memory, size_t bytes);
void *__real_realloc(void *memory, size_t bytes);

void *__wrap_realloc(void *memory, size_t bytes) {
    if (allowed == 0)
        return NULL;
    allowed -= allowed > 0;
    return __real_realloc(memory, bytes);
}

enum { NUMBERS = 20000, DIGITS = 6 };

/* Writes numbers of equal width.  Returns whether they are all there. */
static bool write_numbers(void) {
    struct memstream memstream;
    memstream_open(&memstream);
    for (int i = 0; i < NUMBERS; i++)
        fprintf(memstream.stream, "%0*d", DIGITS, i);
    char *text = memstream_close(&memstream);
    bool complete = memstream.bytes == NUMBERS * DIGITS && strlen(text) == memstream.bytes;
    char wanted[DIGITS + 1];
    for (int i = 0; complete && i < NUMBERS; i++) {
        snprintf(wanted, sizeof wanted, "%0*d", DIGITS, i);
        complete = memcmp(text + (size_t)i * DIGITS, wanted, DIGITS) == 0;
    }
    free(text);
    return complete;
}

static int status_with(int reallocations) {
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        if (!freopen("/dev/null", "w", stderr))
            _exit(99);
        allowed = reallocations;
        _exit(write_numbers() ? 0 : 97);
    }
    int status = -1;
    return waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int main(void) {
    tap_ok(write_numbers(), "every byte is there");
    struct memstream empty;
    memstream_open(&empty);
    char *text = memstream_close(&empty);
    tap_ok(empty.bytes == 0 && *text == '\0', "nothing written is an empty text");
    free(text);
    int refused = 0, status = STATUS_SYSTEM;
    while ((status = status_with(refused)) == STATUS_SYSTEM)
        refused++;
    tap_ok(refused > 4 && status == 0,
           "when memory runs out, whenever it does, the status is 3 (%d times, then %d)", refused,
           status);
    return tap_done();
}
