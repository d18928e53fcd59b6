/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A naive vector: it really keeps its entries in memory of the size that the allocator would hold,
 * and really copies them.  It was written from the model's text, not from the program.  An entry is
 * the first eight bytes of its element; the others hold nothing, and are not touched.
 */
#ifndef KVSIM_TESTS_NAIVE_H
#define KVSIM_TESTS_NAIVE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum naive_profile {
    NAIVE_7_2,
    NAIVE_SERIES_V4,
    NAIVE_REALLOC,
    NAIVE_COPY,
    NAIVE_IDEAL,
    NAIVE_PROFILES
};

enum { NAIVE_ENTRY = 8 };

struct naive_machine {
    enum naive_profile profile;
    int64_t page, element, limit, smallest, ratio;
    bool arm64, huge;
};

struct naive {
    char *bytes;
    int64_t len, cap, held, copied;
    bool vmalloc, huge;
};

static int64_t naive_round(int64_t bytes, int64_t unit) {
    return bytes % unit ? bytes + unit - bytes % unit : bytes;
}

static int64_t naive_class(const struct naive_machine *machine, int64_t bytes) {
    static const int64_t classes[] = {8, 16, 32, 64, 96, 128, 192, 256, 512};
    for (int i = 0; i < 9; i++) {
        bool exists = classes[i] >= machine->smallest &&
                      !(classes[i] == 96 && machine->smallest > 32) &&
                      !(classes[i] == 192 && machine->smallest > 64);
        if (exists && bytes <= classes[i])
            return classes[i];
    }
    int64_t size = 1024;
    while (size < bytes)
        size += size;
    return size;
}

/* Returns the bytes that kvmalloc holds; sets whether they are from vmalloc, in huge pages. */
static int64_t naive_kvmalloc(const struct naive_machine *m, int64_t bytes, bool *vmalloc,
                              bool *huge) {
    int64_t large = m->page * m->page / 8, small = m->page == 4096 ? 65536 : 2097152;
    *vmalloc = bytes > m->page && bytes > m->limit;
    *huge = *vmalloc && m->huge && (bytes >= large || (m->arm64 && bytes >= small));
    if (!*vmalloc)
        return naive_class(m, bytes);
    return naive_round(bytes, !*huge ? m->page : bytes >= large ? large : small);
}

/*
 * Memory for that many bytes, other than what is in use.  There is one naive vector at a time: two
 * blocks do for all its buffers.  An allocator may map large ones anew each time, which is slow.
 */
static char *naive_memory(const char *used, int64_t bytes) {
    static struct {
        char *bytes;
        int64_t size;
    } blocks[2];
    int other = used && used == blocks[0].bytes;
    if (blocks[other].size < bytes) {
        free(blocks[other].bytes);
        blocks[other].bytes = malloc((size_t)bytes);
        blocks[other].size = bytes;
    }
    return blocks[other].bytes;
}

/*
 * Puts the entries into new memory, copying that many bytes: the entries in them, and the last
 * byte. What is not copied is lost.
 */
static void naive_move(struct naive *v, const struct naive_machine *m, int64_t cap, int64_t held,
                       int64_t copy) {
    char *bytes = naive_memory(v->bytes, held);
    for (int64_t i = 0, at = 0; i < v->len; i++, at += m->element) {
        if (at + NAIVE_ENTRY <= copy)
            memcpy(bytes + at, v->bytes + at, NAIVE_ENTRY);
        else
            memset(bytes + at, 0xff, NAIVE_ENTRY);
    }
    if (copy > 0)
        bytes[copy - 1] = v->bytes[copy - 1];
    v->bytes = bytes;
    v->cap = cap;
    v->held = held;
    v->copied += copy;
}

static void naive_grow(struct naive *v, const struct naive_machine *m) {
    int64_t cap = v->cap == 0 ? 1 : 2 * v->cap, bytes = cap * m->element, old = v->held;
    if (m->profile == NAIVE_IDEAL) {
        naive_move(v, m, cap, bytes, v->cap * m->element);
    } else if (v->cap > 0 && bytes <= v->held) {
        v->cap = cap;
    } else if (v->cap > 0 && v->vmalloc) {
        v->huge = false;
        naive_move(v, m, cap, naive_round(bytes, m->page), v->cap * m->element);
    } else {
        int64_t held = naive_kvmalloc(m, bytes, &v->vmalloc, &v->huge);
        naive_move(v, m, cap, held, bytes < old ? bytes : old);
    }
}

static void naive_push(struct naive *v, const struct naive_machine *m, uint64_t entry) {
    if (v->len == v->cap)
        naive_grow(v, m);
    memcpy(v->bytes + v->len++ * m->element, &entry, sizeof entry);
}

static uint64_t naive_get(const struct naive *v, const struct naive_machine *m, int64_t index) {
    uint64_t entry;
    memcpy(&entry, v->bytes + index * m->element, sizeof entry);
    return entry;
}

static void naive_remove(struct naive *v, const struct naive_machine *m, int64_t index) {
    char *at = v->bytes + index * m->element;
    for (v->len--; index < v->len; index++, at += m->element)
        memcpy(at, at + m->element, NAIVE_ENTRY);
}

static int64_t naive_pages(const struct naive_machine *m, int64_t slots) {
    return naive_round(slots * m->element, m->page) / m->page;
}

/* Returns whether a new buffer for this many slots is at least `ratio` times smaller. */
static bool naive_worth_copying(const struct naive *v, const struct naive_machine *m,
                                int64_t target) {
    bool vmalloc, huge;
    return naive_kvmalloc(m, target * m->element, &vmalloc, &huge) * m->ratio <= v->held;
}

static void naive_shrink_to(struct naive *v, const struct naive_machine *m, int64_t least) {
    int64_t target = least > v->len ? least : v->len;
    bool as_7_2 = m->profile == NAIVE_7_2 || m->profile == NAIVE_COPY;
    bool moving = m->profile == NAIVE_SERIES_V4 || (as_7_2 && v->vmalloc);
    bool down = m->profile == NAIVE_COPY && !v->vmalloc;
    if (down && target > 0 && !naive_worth_copying(v, m, target))
        return;
    if (v->cap <= target || (moving && naive_pages(m, v->cap) <= naive_pages(m, target)))
        return;
    if (target == 0) {
        *v = (struct naive){.copied = v->copied};
    } else if (moving || down) {
        int64_t held = naive_kvmalloc(m, target * m->element, &v->vmalloc, &v->huge);
        naive_move(v, m, target, held, v->len * m->element);
    } else {
        v->cap = target;
        if (m->profile == NAIVE_IDEAL)
            v->held = target * m->element;
        else if (v->vmalloc && !v->huge)
            v->held = naive_pages(m, target) * m->page;
    }
}

#endif
