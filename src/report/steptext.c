/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/steptext.h"

#include "base/plural.h"
#include "model/kernel.h"

static void write_bytes(FILE *stream, int64_t bytes) {
    fprintf(stream, "%lld %s", (long long)bytes, plural((uint64_t)bytes, "byte", "bytes"));
}

/* Shrinks that the rule asked for */

static void write_keeping_reason(FILE *stream, const struct buffer *before,
                                 const struct buffer *after) {
    if (before->backing == BACKING_KMALLOC && after->held_bytes < before->held_bytes)
        fputs("the ideal kernel frees every unused byte", stream);
    else if (before->backing == BACKING_KMALLOC)
        fprintf(stream, "krealloc() keeps the %lld-byte object", (long long)before->held_bytes);
    else if (before->huge)
        fputs("vrealloc() keeps huge pages whole", stream);
    else if (after->held_bytes < before->held_bytes)
        fputs("vrealloc() frees the pages after the new size", stream);
    else
        fputs("no whole page lies after the new size", stream);
}

static void write_moving_reason(FILE *stream, const struct step *step) {
    write_bytes(stream, step->copied_bytes);
    fputs(" copied to a new buffer", stream);
    if (step->after.buffer.held_bytes >= step->before.buffer.held_bytes)
        fputs(", whose size rounds up to no less", stream);
}

static void write_freed(FILE *stream, const struct step *step) {
    int64_t freed = step->before.buffer.held_bytes - step->after.buffer.held_bytes;
    fputs(": ", stream);
    if (freed > 0)
        write_bytes(stream, freed);
    else
        fputs("nothing", stream);
    fputs(" freed", stream);
}

void steptext_reason(FILE *stream, const struct step *step) {
    switch (step->action) {
    case ACTION_SHRINK:
        write_keeping_reason(stream, &step->before.buffer, &step->after.buffer);
        write_freed(stream, step);
        break;
    case ACTION_SHRINK_MOVED:
        write_moving_reason(stream, step);
        write_freed(stream, step);
        break;
    case ACTION_FREE:
        fprintf(stream, "the target is 0");
        write_freed(stream, step);
        break;
    case ACTION_FAILED: fputs("no memory for a smaller buffer", stream); break;
    default:
        if (step->target >= step->before.cap)
            fprintf(stream, "the target (%lld) is not below the capacity", (long long)step->target);
        else
            fputs("the kernel profile finds nothing to save", stream);
    }
}

static void write_buffer(FILE *stream, const struct buffer *buffer) {
    if (buffer->backing == BACKING_NONE) {
        fputs("none", stream);
        return;
    }
    write_bytes(stream, buffer->held_bytes);
    fprintf(stream, " of %s", memory_backing_name(buffer->backing));
}

void steptext_shrink(FILE *stream, const struct step *step) {
    fprintf(stream, "len %lld, cap %lld -> %lld, buffer ", (long long)step->after.len,
            (long long)step->before.cap, (long long)step->after.cap);
    write_buffer(stream, &step->before.buffer);
    fputs(" -> ", stream);
    write_buffer(stream, &step->after.buffer);
    fputs("; ", stream);
    steptext_reason(stream, step);
}

/* All steps */

static void write_registration(FILE *stream, const struct step *step) {
    long long cap = (long long)step->after.cap;
    switch (step->action) {
    case ACTION_ALLOC:
        fprintf(stream, "allocates the first buffer: %lld %s", cap,
                plural((uint64_t)cap, "slot", "slots"));
        break;
    case ACTION_GROW:
        fprintf(stream, "full: grows to %lld slots in a new buffer, ", cap);
        write_bytes(stream, step->copied_bytes);
        fputs(" copied", stream);
        break;
    case ACTION_GROW_IN_PLACE:
        fprintf(stream, "full: grows to %lld slots in the same buffer", cap);
        break;
    case ACTION_REJECTED: fputs("full, and no memory for a larger buffer: rejected", stream); break;
    default: fputs("takes a free slot", stream);
    }
}

static void write_deregistration(FILE *stream, const struct step *step) {
    long long given_up = (long long)(step->before.cap - step->after.cap);
    if (step->action == ACTION_NONE && step->after.len == step->before.len)
        fputs("its registration was rejected: nothing to remove", stream);
    else if (step->action == ACTION_NONE)
        fputs("the policy requests no shrink", stream);
    else if (given_up == 0)
        fputs("keeps the capacity: ", stream);
    else
        fprintf(stream, "frees %lld %s; ", given_up, plural((uint64_t)given_up, "slot", "slots"));
    if (step->action != ACTION_NONE)
        steptext_reason(stream, step);
}

void steptext_write(FILE *stream, const struct step *step) {
    if (step->registration)
        write_registration(stream, step);
    else
        write_deregistration(stream, step);
}
