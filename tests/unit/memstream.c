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

/* Takes texts that are shorter and longer than the previous one.  Returns whether each is what was
 * written since. */
static bool take_numbers(void) {
    static const char *const texts[] = {"a longer text", "", "short", "the longest of all texts"};
    struct memstream memstream;
    bool same = true;
    size_t bytes;
    memstream_open(&memstream);
    for (int i = 0; i < 4 * NUMBERS; i++) {
        fputs(texts[i % 4], memstream.stream);
        const char *text = memstream_take(&memstream, &bytes);
        same = same && strcmp(text, texts[i % 4]) == 0 && bytes == strlen(text);
    }
    same = same && !memstream_take(&memstream, &bytes)[0] && bytes == 0;
    fputs("rest", memstream.stream);
    char *rest = memstream_close(&memstream);
    same = same && strcmp(rest, "rest") == 0 && memstream.bytes == 4;
    free(rest);
    return same;
}

/* Returns the status of a program that writes with so many reallocations. */
static int status_with(int reallocations, bool write(void)) {
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        if (!freopen("/dev/null", "w", stderr))
            _exit(99);
        allowed = reallocations;
        _exit(write() ? 0 : 97);
    }
    int status = -1;
    return waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void refuse_memory(bool write(void), int least, const char *what) {
    int refused = 0, status = STATUS_SYSTEM;
    while ((status = status_with(refused, write)) == STATUS_SYSTEM)
        refused++;
    tap_ok(refused >= least && status == 0,
           "%s: when memory runs out, whenever it does, the status is 3 (%d times, then %d)", what,
           refused, status);
}

int main(void) {
    tap_ok(write_numbers(), "every byte is there");
    tap_ok(take_numbers(), "what is taken was written since the last time");
    struct memstream empty;
    memstream_open(&empty);
    char *text = memstream_close(&empty);
    tap_ok(empty.bytes == 0 && *text == '\0', "nothing written is an empty text");
    free(text);
    refuse_memory(write_numbers, 5, "one text");
    refuse_memory(take_numbers, 3, "several");
    return tap_done();
}
