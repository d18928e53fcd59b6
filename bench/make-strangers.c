/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * make-strangers chosen|random: prints an Android log with the starts of 150,000 processes.  Chosen
 * pids and names collide in tables that hash by multiplication, by the low bits, or by FNV-1a;
 * random ones are of the same shape.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { PROCESSES = 150000, NAME_BYTES = 12 };

static uint64_t state = 1;

static uint64_t draw(void) {
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return state >> 33;
}

/* The next pid after this one: of those chosen, whose products with the golden ratio begin with
 * twelve zero bits, or that are multiples of 2^14, in turn. */
static uint32_t next_pid(uint32_t pid, uint64_t number, bool chosen) {
    if (!chosen)
        return (uint32_t)(draw() % 2147483646 + 1);
    if (number % 2 == 0)
        return (uint32_t)(number / 2 % 131071 + 1) << 14;
    do
        pid++;
    while (pid * UINT64_C(11400714819323198485) >> 52 != 0);
    return pid;
}

static void random_name(char name[NAME_BYTES + 1]) {
    for (int i = 0; i < NAME_BYTES; i++)
        name[i] = i == 3 ? '.' : (char)('a' + draw() % 26);
    name[NAME_BYTES] = '\0';
}

static uint64_t fnv1a(const char *text) {
    uint64_t hash = UINT64_C(14695981039346656037);
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
    return hash;
}

static void next_name(char name[NAME_BYTES + 1], bool chosen) {
    do
        random_name(name);
    while (chosen && fnv1a(name) % 256 != 0);
}

int main(int argc, char **argv) {
    bool chosen = argc == 2 && strcmp(argv[1], "chosen") == 0;
    if (!chosen && (argc != 2 || strcmp(argv[1], "random") != 0)) {
        fputs("usage: make-strangers chosen|random\n", stderr);
        return 2;
    }
    uint32_t pid = 0, odd_pid = 0;
    for (uint64_t i = 0; i < PROCESSES; i++) {
        char name[NAME_BYTES + 1];
        next_name(name, chosen);
        pid = next_pid(odd_pid, i, chosen);
        odd_pid = i % 2 ? pid : odd_pid;
        printf("01-01 %02d:%02d:%02d.%03d  1310  1560 I am_proc_start: [0,%" PRIu32
               ",10061,%s,service,x]\n",
               (int)(i / 3600000), (int)(i / 60000 % 60), (int)(i / 1000 % 60), (int)(i % 1000),
               pid, name);
    }
    return fflush(stdout) == 0 ? 0 : 3;
}
