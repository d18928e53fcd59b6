/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/kernel.h"

#include <string.h>

#include "model/vector.h"

static bool fails(double probability, const struct chance *chance) {
    return probability > 0 && chance->happens(chance->state, probability);
}

static int64_t bytes_of(const struct machine *machine, int64_t slots) {
    return slots * machine->element_size;
}

static enum action replace_buffer(struct vector *vector, int64_t cap, struct buffer buffer,
                                  enum action action) {
    vector->cap = cap;
    vector->buffer = buffer;
    return action;
}

static enum action release(struct vector *vector) {
    return replace_buffer(vector, 0, (struct buffer){0}, ACTION_FREE);
}

/* krealloc, which falls back to vmalloc; vrealloc for a buffer from vmalloc. */
static enum action grow(struct vector *vector, int64_t cap, const struct machine *machine,
                        const struct chance *chance, int64_t *copied_bytes) {
    struct buffer *buffer = &vector->buffer;
    int64_t bytes = bytes_of(machine, cap);
    if (buffer->backing != BACKING_NONE && bytes <= buffer->held_bytes) {
        vector->cap = cap;
        return ACTION_GROW_IN_PLACE;
    }
    if (fails(machine->grow_failure, chance))
        return ACTION_REJECTED;
    switch (buffer->backing) {
    case BACKING_NONE:
        return replace_buffer(vector, cap, memory_kvmalloc(machine, bytes, chance), ACTION_ALLOC);
    case BACKING_KMALLOC:
        *copied_bytes = buffer->held_bytes; /* min(bytes, held): it did not fit */
        return replace_buffer(vector, cap, memory_kvmalloc(machine, bytes, chance), ACTION_GROW);
    case BACKING_VMALLOC:
        *copied_bytes = bytes_of(machine, vector->cap);
        return replace_buffer(vector, cap, memory_vmalloc(machine, bytes), ACTION_GROW);
    }
    return ACTION_REJECTED;
}

static bool needs_fewer_pages(const struct vector *vector, int64_t target,
                              const struct machine *machine) {
    return memory_pages(machine, bytes_of(machine, vector->cap)) >
           memory_pages(machine, bytes_of(machine, target));
}

/* Moves the entries in use to a new buffer from kvmalloc. */
static enum action move_down(struct vector *vector, int64_t target, const struct machine *machine,
                             const struct chance *chance, int64_t *copied_bytes) {
    if (fails(machine->shrink_failure, chance))
        return ACTION_FAILED;
    *copied_bytes = bytes_of(machine, vector->len);
    return replace_buffer(vector, target,
                          memory_kvmalloc(machine, bytes_of(machine, target), chance),
                          ACTION_SHRINK_MOVED);
}

/* Moves the entries, or frees the buffer at 0, where that saves whole pages. */
static enum action shrink_moving(struct vector *vector, int64_t target,
                                 const struct machine *machine, const struct chance *chance,
                                 int64_t *copied_bytes) {
    if (!needs_fewer_pages(vector, target, machine))
        return ACTION_NOOP;
    if (target == 0)
        return release(vector);
    return move_down(vector, target, machine, chance, copied_bytes);
}

/* krealloc keeps an object for as long as the new size fits in it.  At 0 the buffer is freed. */
static enum action shrink_in_place(struct vector *vector, int64_t target) {
    if (target == 0)
        return release(vector);
    vector->cap = target;
    return ACTION_SHRINK;
}

static enum action shrink(struct vector *vector, int64_t target, const struct machine *machine,
                          const struct chance *chance, int64_t *copied_bytes) {
    if (vector->buffer.backing == BACKING_KMALLOC)
        return shrink_in_place(vector, target);
    return shrink_moving(vector, target, machine, chance, copied_bytes);
}

/* A kmalloc buffer moves where that makes it at least copy_ratio times smaller. */
static enum action shrink_copy(struct vector *vector, int64_t target, const struct machine *machine,
                               const struct chance *chance, int64_t *copied_bytes) {
    if (vector->buffer.backing == BACKING_VMALLOC)
        return shrink_moving(vector, target, machine, chance, copied_bytes);
    if (target == 0)
        return release(vector);
    if (memory_kvmalloc_held(machine, bytes_of(machine, target)) >
        vector->buffer.held_bytes / machine->copy_ratio)
        return ACTION_NOOP;
    return move_down(vector, target, machine, chance, copied_bytes);
}

/* A vrealloc that gives back the pages after the new size, unless the area has huge pages. */
static enum action shrink_realloc(struct vector *vector, int64_t target,
                                  const struct machine *machine, const struct chance *chance,
                                  int64_t *copied_bytes) {
    (void)chance;
    (void)copied_bytes;
    bool pages = vector->buffer.backing == BACKING_VMALLOC && !vector->buffer.huge;
    enum action action = shrink_in_place(vector, target);
    if (pages && action == ACTION_SHRINK)
        vector->buffer.held_bytes =
            memory_pages(machine, bytes_of(machine, target)) * machine->page_size;
    return action;
}

static int64_t freed_pages(const struct machine *machine, const struct buffer *before,
                           const struct buffer *after) {
    int64_t pages = memory_buffer_pages(machine, before) - memory_buffer_pages(machine, after);
    return pages > 0 ? pages : 0;
}

static struct buffer exactly(const struct machine *machine, int64_t cap) {
    return (struct buffer){BACKING_KMALLOC, false, bytes_of(machine, cap)};
}

static enum action grow_ideal(struct vector *vector, int64_t cap, const struct machine *machine,
                              const struct chance *chance, int64_t *copied_bytes) {
    if (fails(machine->grow_failure, chance))
        return ACTION_REJECTED;
    *copied_bytes = bytes_of(machine, vector->cap);
    return replace_buffer(vector, cap, exactly(machine, cap),
                          vector->cap ? ACTION_GROW : ACTION_ALLOC);
}

static enum action shrink_ideal(struct vector *vector, int64_t target,
                                const struct machine *machine, const struct chance *chance,
                                int64_t *copied_bytes) {
    (void)chance;
    (void)copied_bytes;
    if (target == 0)
        return release(vector);
    return replace_buffer(vector, target, exactly(machine, target), ACTION_SHRINK);
}

static int64_t freed_pages_ideal(const struct machine *machine, const struct buffer *before,
                                 const struct buffer *after) {
    return (before->held_bytes - after->held_bytes) / machine->page_size;
}

const struct kernel_profile kernels[] = {
    {"7.2", "Linux 7.1 and 7.2: kmalloc shrinks keep the buffer, vmalloc ones copy", false, grow,
     shrink, freed_pages},
    {"7.1", "same as 7.2", false, grow, shrink, freed_pages},
    {"series-v4", "version 4 of the patch series: a new buffer if that frees pages", false, grow,
     shrink_moving, freed_pages},
    {"realloc", "planned next: vmalloc areas free pages in place", false, grow, shrink_realloc,
     freed_pages},
    {"copy",
     "what if: as 7.2, but a shrink copies to a kmalloc object at most 1/copy_ratio as large", true,
     grow, shrink_copy, freed_pages},
    {"ideal", "textbook: the buffer is exactly as large as its slots", false, grow_ideal,
     shrink_ideal, freed_pages_ideal},
};
const int kernel_count = sizeof kernels / sizeof *kernels;

const struct kernel_profile *kernel_find(const char *name) {
    for (int i = 0; i < kernel_count; i++)
        if (strcmp(kernels[i].name, name) == 0)
            return &kernels[i];
    return NULL;
}

const struct kernel_profile *kernel_default(void) {
    return &kernels[0];
}
