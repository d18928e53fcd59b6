/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads rows of results back from CSV, in a file or pipe, compressed or not.
 *
 * It checks every row by itself: all columns are there, texts are quoted as they must be, and
 * numbers are as kvsim writes them.  So what is read is what was written.
 */
#ifndef KVSIM_RESULTS_ROWFILE_H
#define KVSIM_RESULTS_ROWFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/diag.h"
#include "base/number.h"
#include "trace/input.h"

/* What a field of a row is. */
struct rowfield {
    int column;    /* by index; -1 of a varied key */
    size_t offset; /* of a column that is no figure: of its member of struct row_read */
};

/* The header, which all files of a study have in common.  All zeros before the first one. */
struct rowformat {
    char *header;
    size_t header_bytes;
    const char *origin; /* the file that it was read from */
    struct rowfield *fields;
    size_t field_count;
    char **keys; /* of --vary */
    size_t key_count;
    bool optimum; /* it has the columns of an optimum */
};

void rowformat_fini(struct rowformat *format);

/* A row, until the next one is read. */
struct row_read {
    const char *workload, *context, *policy, *kernel, *arch, *study;
    uint64_t number, replication, seed, page_size;
    number_i128 *figures; /* by the index of the column; 0 where there is none */
    const char **values;  /* of the varied keys */
    bool seeded, failed;  /* it has a seed; it has no figures */
    uint64_t line, lines; /* the first one, and how many */
    uint64_t offset, end; /* its first byte, and the one after its last */
};

/* A temporary file that holds copies of all input in which one cannot seek.  All zeros before the
 * first. */
struct rowcopy {
    FILE *file;
    uint64_t bytes; /* in it */
};

struct rowfile {
    const char *name;
    struct rowformat *format;
    struct input input;
    struct rowcopy *copy; /* receives what is read; NULL for none */
    bool from_copy;       /* rows are read from the copy */
    uint64_t left;        /* bytes that may be read */
    uint64_t offset;      /* of the first byte in the buffer, in the file or in the copy */
    uint64_t line;        /* number of the line that begins there */
    char *buffer;         /* begins with the next record */
    size_t bytes, room, taken;
    bool ended, began; /* all was read; the header was */
    char *texts;       /* the texts of the row */
    size_t texts_room;
    struct row_read row;
};

/* Opens a file whose first line must be a header; "-" is standard input.  Returns false after it
 * has reported.  Call rowfile_close in either case. */
bool rowfile_open(struct rowfile *file, const char *path, struct rowformat *format,
                  struct rowcopy *copy);

/* A part of what was read before. */
struct rowplace {
    const char *path;
    bool copied; /* it is in the copy */
    uint64_t offset, bytes, line;
};

/* Opens a part, which begins with a row.  Returns as rowfile_open does. */
bool rowfile_reopen(struct rowfile *file, const struct rowplace *place, struct rowformat *format,
                    struct rowcopy *copy);
void rowfile_close(struct rowfile *file);

enum rowfile_state {
    ROWFILE_ROW,
    ROWFILE_HEADER, /* one more */
    ROWFILE_END,
    ROWFILE_FAILED, /* after a report, or when a signal ends the program */
};

enum rowfile_state rowfile_next(struct rowfile *file);

/* Returns the place of the last row read, the whole of it. */
struct place rowfile_place(const struct rowfile *file);

#endif
