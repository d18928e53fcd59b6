/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Properties of the model over random sequences of operations, on random machines: it does what a
 * naive vector does; refused operations change nothing; the profile `ideal` never holds more; and
 * every slot grown was freed or is still there.
 */
#include "naive.h"
#include "tap.h"

#include "model/machine.h"
#include "model/vector.h"

enum { SEQUENCES = 120000, STEPS = 12, MOST_ENTRIES = 4096 };

/* A small generator of our own, so that the sequences are the same everywhere. */
static uint64_t state = 1;

static int64_t random_below(int64_t limit) {
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int64_t)((state >> 33) % (uint64_t)limit);
}

static bool happens(void *unused, double probability) {
    (void)unused;
    return (double)random_below(1000) < probability * 1000;
}

static const struct chance chance = {happens, NULL};

/* Violations, each kind counted. */
static struct { int naive, invariant, changed, ideal, slots, order; } wrong;

/* Cases reached, so that a test that reaches nothing fails. */
static struct { int moved, in_place, noop, freed, failed, rejected, huge, vmalloc; } seen;

static struct naive_machine random_machine(void) {
    static const int64_t pages[] = {4096, 16384, 65536}, classes[] = {8, 64, 128};
    static const int64_t elements[] = {8, 8, 8, 16, 24, 40, 512, 4096, 40000};
    struct naive_machine setup = {.arm64 = random_below(2) == 1};
    setup.profile = (enum naive_profile)random_below(NAIVE_PROFILES);
    setup.page = setup.arm64 ? pages[random_below(3)] : 4096;
    setup.smallest = setup.arm64 ? classes[random_below(3)] : 8;
    setup.element = elements[random_below(9)];
    setup.huge = random_below(2) == 1;
    setup.ratio = 1 + random_below(4);
    setup.limit = random_below(2) ? setup.page << random_below(4) : setup.page << 10;
    return setup;
}

static struct machine machine_of(const struct naive_machine *setup) {
    static const char *const names[] = {"7.2", "series-v4", "realloc", "copy", "ideal"};
    struct machine machine = machine_default();
    machine.kernel = kernel_find(names[setup->profile]);
    machine.arch = setup->arm64 ? ARCH_ARM64 : ARCH_X86_64;
    machine.page_size = setup->page;
    machine.huge_pages = setup->huge;
    machine.smallest_class = setup->smallest;
    machine.element_size = setup->element;
    machine.kmalloc_limit = setup->limit;
    machine.copy_ratio = setup->ratio;
    return machine;
}

static void check_invariant(const struct vector *vector, const struct machine *machine) {
    wrong.invariant += vector->len < 0 || vector->len > vector->cap ||
                       vector->buffer.held_bytes < vector->cap * machine->element_size ||
                       (vector->cap == 0) != (vector->buffer.backing == BACKING_NONE) ||
                       (vector->cap == 0) != (vector->buffer.held_bytes == 0);
    seen.huge += vector->buffer.huge;
    seen.vmalloc += vector->buffer.backing == BACKING_VMALLOC;
}

static void compare(const struct vector *vector, const struct naive *naive, int64_t copied) {
    wrong.naive +=
        vector->len != naive->len || vector->cap != naive->cap ||
        vector->buffer.held_bytes != naive->held || copied != naive->copied ||
        (naive->cap > 0 && naive->vmalloc) != (vector->buffer.backing == BACKING_VMALLOC);
}

/* From the same length, capacity and target, the ideal profile holds no more than any other. */
static void compare_ideal(const struct vector *before, const struct vector *after, int64_t least,
                          const struct machine *machine) {
    struct machine ideal = *machine;
    struct vector vector = *before;
    int64_t copied;
    ideal.kernel = kernel_find("ideal");
    vector.buffer = (struct buffer){before->cap ? BACKING_KMALLOC : BACKING_NONE, false,
                                    before->cap * machine->element_size};
    vector_shrink_to(&vector, least, &ideal, &chance, &copied);
    wrong.ideal += vector.buffer.held_bytes > after->buffer.held_bytes;
}

/* A target: near the length, near the capacity, or anywhere. */
static int64_t random_target(const struct vector *vector) {
    switch (random_below(4)) {
    case 0: return 0;
    case 1: return 2 * vector->len;
    case 2: return vector->cap / 2;
    default: return random_below(vector->cap + 2);
    }
}

struct run {
    struct naive_machine setup;
    struct machine machine;
    struct vector vector;
    struct naive naive;
    int64_t copied, grown, freed;
    uint64_t entries[MOST_ENTRIES], next;
};

static void count(enum action action) {
    seen.moved += action == ACTION_SHRINK_MOVED;
    seen.in_place += action == ACTION_GROW_IN_PLACE;
    seen.noop += action == ACTION_NOOP;
    seen.freed += action == ACTION_FREE;
    seen.failed += action == ACTION_FAILED;
    seen.rejected += action == ACTION_REJECTED;
}

static void push(struct run *run) {
    int64_t copied, cap = run->vector.cap;
    count(vector_push(&run->vector, &run->machine, &chance, &copied));
    run->copied += copied;
    run->grown += run->vector.cap - cap;
    run->entries[run->naive.len] = run->next;
    naive_push(&run->naive, &run->setup, run->next++);
}

/* One in eight leaves anywhere, the others near the end, where fewer entries move up. */
static void pop(struct run *run) {
    int64_t len = run->vector.len, near = len < 32 ? len : 32;
    int64_t index = random_below(8) ? len - 1 - random_below(near) : random_below(len);
    naive_remove(&run->naive, &run->setup, index);
    memmove(&run->entries[index], &run->entries[index + 1],
            (size_t)(run->naive.len - index) * sizeof *run->entries);
    run->vector.len--;
    struct vector before = run->vector;
    int64_t copied, least = random_target(&before);
    if (random_below(3) == 0)
        return;
    count(vector_shrink_to(&run->vector, least, &run->machine, &chance, &copied));
    naive_shrink_to(&run->naive, &run->setup, least);
    run->copied += copied;
    run->freed += before.cap - run->vector.cap;
    compare_ideal(&before, &run->vector, least, &run->machine);
}

/* Up and down in runs, so that lengths spread over sizes. */
static void run_sequence(void) {
    static struct run run;
    run.setup = random_machine();
    run.machine = machine_of(&run.setup);
    run.vector = (struct vector){0};
    run.naive = (struct naive){0};
    run.copied = run.grown = run.freed = 0;
    for (int step = 0; step < STEPS; step++) {
        int64_t room = run.setup.element > 512 ? 60 : random_below(400) ? 100 : 3000;
        int64_t stride = 1 + random_below(room > 100 ? 900 : 12);
        bool up = run.vector.len == 0 || (random_below(2) && run.vector.len < room);
        for (; stride > 0; stride--) {
            if (up && run.vector.len < MOST_ENTRIES)
                push(&run);
            else if (!up && run.vector.len > 0)
                pop(&run);
        }
        check_invariant(&run.vector, &run.machine);
        compare(&run.vector, &run.naive, run.copied);
    }
    for (int64_t i = 0; i < run.naive.len; i++)
        wrong.order += naive_get(&run.naive, &run.setup, i) != run.entries[i];
    wrong.slots += run.freed + run.vector.cap != run.grown;
}

static bool same(const struct vector *a, const struct vector *b) {
    return a->len == b->len && a->cap == b->cap && a->buffer.backing == b->buffer.backing &&
           a->buffer.huge == b->buffer.huge && a->buffer.held_bytes == b->buffer.held_bytes;
}

/* With failures: failed operations change nothing, and the others are as without. */
static void run_failing(void) {
    struct naive_machine setup = random_machine();
    struct machine machine = machine_of(&setup);
    struct vector vector = {0};
    machine.grow_failure = machine.shrink_failure = machine.high_order_failure = 0.3;
    for (int step = 0; step < STEPS; step++) {
        struct vector before = vector;
        int64_t copied;
        enum action action;
        if (vector.len > 0 && random_below(2)) {
            before.len = --vector.len;
            action = vector_shrink_to(&vector, random_target(&vector), &machine, &chance, &copied);
        } else {
            action = vector_push(&vector, &machine, &chance, &copied);
        }
        count(action);
        if (action == ACTION_FAILED || action == ACTION_REJECTED || action == ACTION_NOOP)
            wrong.changed += !same(&before, &vector) || copied != 0;
        check_invariant(&vector, &machine);
    }
}

int main(void) {
    for (int i = 0; i < SEQUENCES; i++)
        run_sequence();
    for (int i = 0; i < SEQUENCES; i++)
        run_failing();
    tap_ok(wrong.naive == 0, "%d random sequences do what the naive vector does", SEQUENCES);
    tap_ok(wrong.order == 0, "whose entries keep their order");
    tap_ok(wrong.invariant == 0, "len <= cap, held >= cap * element_size, no buffer at cap 0");
    tap_ok(wrong.changed == 0, "what is refused or fails changes nothing");
    tap_ok(wrong.ideal == 0, "the ideal profile never holds more afterwards");
    tap_ok(wrong.slots == 0, "freed slots + final capacity = grown slots");
    tap_ok(seen.moved && seen.in_place && seen.noop && seen.freed && seen.failed && seen.rejected &&
               seen.huge && seen.vmalloc,
           "every kind of change was met: %d moved, %d in place, %d kept, %d freed, %d failed, "
           "%d rejected, %d huge, %d vmalloc",
           seen.moved, seen.in_place, seen.noop, seen.freed, seen.failed, seen.rejected, seen.huge,
           seen.vmalloc);
    return tap_done();
}
