/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows of results, as CSV has them, read back from a file or pipe, compressed or not.
 *
 * Every row is checked for itself: all columns are there, texts are quoted as they must be, and
 * numbers are written as kvsim writes them, so that what is read is what was written.
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

/* What the files of a study have in common: their header.  All zeros before the first one. */
struct rowformat {
    char *header;
    size_t header_bytes;
    const char *origin; /* the file that it was read from */
    struct rowfield *fields;
    size_t field_count;
    char **keys; /* of --vary */
    size_t key_count;
    bool optimum; /* the columns of an optimum are there */
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

/* What cannot be read again at any place is copied into one temporary file.  All zeros before that.
 */
struct rowcopy {
    FILE *file;
    uint64_t bytes; /* in it */
};

struct rowfile {
    const char *name;
    struct rowformat *format;
    struct input input;
    struct rowcopy *copy; /* what is read is copied to it; NULL for nothing */
    bool from_copy;       /* rows are read from there */
    uint64_t left;        /* bytes that may be read */
    uint64_t offset;      /* of the first byte in the buffer, in the file or in the copy */
    uint64_t line;        /* that begins there */
    char *buffer;         /* begins with the next record */
    size_t bytes, room, taken;
    bool ended, began; /* all was read; the header was */
    char *texts;       /* the texts of the row */
    size_t texts_room;
    struct row_read row;
};

/* Opens a file whose first line must be a header; "-" is standard input.  Returns false after it
 * has reported; rowfile_close is due all the same. */
bool rowfile_open(struct rowfile *file, const char *path, struct rowformat *format,
                  struct rowcopy *copy);

/* A part of what was read before. */
struct rowplace {
    const char *path;
    bool copied; /* it is in the copy */
    uint64_t offset, bytes, line;
};

/* Opens a part, which begins with a row. */
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

/* The place of the row that was read last: the whole of it. */
struct place rowfile_place(const struct rowfile *file);

#endif
