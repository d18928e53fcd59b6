/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * yardstick-parser FILE: the yardstick for replaying a native trace.
 *
 * It is the program that one would write by hand for this one question: it reads the trace as
 * strictly as kvsim does, applies Linux 7.1's rule to a plain vector, and prints a row per context.
 * Built like kvsim, meant to be fast, and to share no code with it.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINE_BYTES = 64 << 10, BUFFER_BYTES = 256 << 10, NAME_BYTES = 255, CONTEXTS = 64 };

/* Lets fixed words be compared at the end of the buffer without checking its length. */
enum { SLACK_BYTES = 16 };

/* A kmalloc buffer, 4 MiB of 8-byte entries at most, keeps its place when it shrinks.  Larger
 * buffers are not modelled here. */
enum { MOST_SLOTS = 512 << 10 };

#define LAST_SECOND (INT64_MAX / 2 / 1000000000 - 1)

typedef unsigned __int128 u128;

/* The input */

struct input {
    const char *name;
    int file;
    bool ended;
    uint64_t number; /* of the line */
    char *at, *end;  /* bytes in the buffer not yet taken */
    char buffer[BUFFER_BYTES + SLACK_BYTES];
};

static _Noreturn void fail(const struct input *input, const char *problem) {
    fprintf(stderr, "%s:%" PRIu64 ": %s\n", input->name, input->number, problem);
    exit(2);
}

static void open_input(struct input *input, const char *path) {
    input->name = path;
    input->file = open(path, O_RDONLY);
    if (input->file < 0)
        fail(input, strerror(errno));
    input->at = input->end = input->buffer;
}

static void refill(struct input *input) {
    size_t left = (size_t)(input->end - input->at);
    if (left > LINE_BYTES)
        fail(input, "the line is too long");
    memmove(input->buffer, input->at, left);
    ssize_t got = read(input->file, input->buffer + left, BUFFER_BYTES - left);
    if (got < 0)
        fail(input, strerror(errno));
    input->at = input->buffer;
    input->end = input->buffer + left + got;
    input->ended = got == 0;
    if (input->ended && left > 0)
        *input->end++ = '\n';
}

/* Returns the next line and, in *end, its end; NULL at the end of the input. */
static inline char *take_line(struct input *input, char **end) {
    char *newline;
    while (!(newline = memchr(input->at, '\n', (size_t)(input->end - input->at)))) {
        if (input->ended)
            return NULL;
        refill(input);
    }
    char *line = input->at;
    input->at = newline + 1;
    input->number++;
    if (newline - line > LINE_BYTES)
        fail(input, "the line is too long");
    *end = newline > line && newline[-1] == '\r' ? newline - 1 : newline;
    return line;
}

/* Live entries: how many a (context, pid) has, in a hash table with linear probing */

struct slot {
    uint64_t key;
    uint32_t count; /* 0 in an empty slot */
};

struct table {
    struct slot *slots;
    size_t mask, used;
    int shift;
};

static void init_table(struct table *table, int bits) {
    *table = (struct table){.slots = calloc((size_t)1 << bits, sizeof *table->slots),
                            .mask = ((size_t)1 << bits) - 1,
                            .shift = 64 - bits};
    if (!table->slots) {
        fputs("out of memory\n", stderr);
        exit(3);
    }
}

static inline size_t home(const struct table *table, uint64_t key) {
    return (size_t)(key * UINT64_C(0x9e3779b97f4a7c15) >> table->shift);
}

static inline struct slot *find(const struct table *table, uint64_t key) {
    size_t i = home(table, key);
    while (table->slots[i].count > 0 && table->slots[i].key != key)
        i = (i + 1) & table->mask;
    return &table->slots[i];
}

static void enlarge(struct table *table) {
    struct table larger;
    init_table(&larger, 64 - table->shift + 1);
    for (size_t i = 0; i <= table->mask; i++)
        if (table->slots[i].count > 0)
            *find(&larger, table->slots[i].key) = table->slots[i];
    larger.used = table->used;
    free(table->slots);
    *table = larger;
}

static inline void add_entry(struct table *table, uint64_t key) {
    struct slot *slot = find(table, key);
    slot->key = key;
    if (slot->count++ == 0 && ++table->used > table->mask / 2)
        enlarge(table);
}

/* Closes the gap at slot i. */
static inline void close_gap(struct table *table, size_t i) {
    for (size_t j = (i + 1) & table->mask; table->slots[j].count > 0; j = (j + 1) & table->mask) {
        size_t probed = (j - home(table, table->slots[j].key)) & table->mask;
        if (probed >= ((j - i) & table->mask)) {
            table->slots[i] = table->slots[j];
            i = j;
        }
    }
    table->slots[i].count = 0;
    table->used--;
}

static inline bool remove_entry(struct table *table, uint64_t key) {
    struct slot *slot = find(table, key);
    if (slot->count == 0)
        return false;
    if (slot->count == 1)
        close_gap(table, (size_t)(slot - table->slots));
    else
        slot->count--;
    return true;
}

/* The vector of one context */

struct vector {
    char name[NAME_BYTES];
    size_t name_bytes;
    int64_t len, cap, peak_len;
    int64_t grows, shrinks, registered, deregistered;
    int64_t time_ns;
    u128 wasted_ns;
};

static inline void advance(struct vector *vector, int64_t time_ns) {
    uint64_t wasted = (uint64_t)(vector->cap - vector->len);
    vector->wasted_ns += (u128)wasted * (uint64_t)(time_ns - vector->time_ns);
    vector->time_ns = time_ns;
}

static inline bool push(struct vector *vector) {
    if (vector->len == vector->cap) {
        vector->cap = vector->cap ? 2 * vector->cap : 1;
        vector->grows++;
        if (vector->cap > MOST_SLOTS)
            return false;
    }
    if (++vector->len > vector->peak_len)
        vector->peak_len = vector->len;
    vector->registered++;
    return true;
}

/* Shrinks to twice the length once less than a quarter is used; with no entry left, frees. */
static inline void drop(struct vector *vector) {
    vector->len--;
    vector->deregistered++;
    if (vector->len < vector->cap / 4) {
        vector->cap = 2 * vector->len;
        vector->shrinks++;
    }
}

/* Rows */

struct trace {
    struct input input;
    bool has_context, has_name, ended;
    int64_t time_ns;
    struct table table;
    struct vector vectors[CONTEXTS];
    size_t count, latest; /* of the vectors; the one that the row before was about */
};

static bool is(const char *text, const char *end, const char *word) {
    return (size_t)(end - text) == strlen(word) && memcmp(text, word, strlen(word)) == 0;
}

static void read_header(struct trace *trace) {
    char *end, *line = take_line(&trace->input, &end);
    if (!line)
        fail(&trace->input, "expected a header");
    if (end - line >= 3 && memcmp(line, "\xef\xbb\xbf", 3) == 0)
        line += 3;
    bool both = is(line, end, "time_s,event,pid,context,name");
    trace->has_context = both || is(line, end, "time_s,event,pid,context");
    trace->has_name = both || is(line, end, "time_s,event,pid,name");
    if (!trace->has_context && !trace->has_name && !is(line, end, "time_s,event,pid"))
        fail(&trace->input, "expected the header time_s,event,pid,context,name");
}

static inline bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

/* time = digits [ "." 1 to 9 digits ], and the comma.  Returns the byte after it. */
static inline char *read_time(struct trace *trace, char *at) {
    static const int64_t unit[] = {0,     100000000, 10000000, 1000000, 100000,
                                   10000, 1000,      100,      10,      1};
    char *start = at;
    int64_t seconds = 0, fraction = 0;
    for (; is_digit(*at) && at - start < 10; at++)
        seconds = seconds * 10 + (*at - '0');
    if (at == start || seconds > LAST_SECOND)
        fail(&trace->input, "expected a time in seconds");
    if (*at == '.') {
        char *decimals = ++at;
        for (; is_digit(*at) && at - decimals < 9; at++)
            fraction = fraction * 10 + (*at - '0');
        fraction *= unit[at - decimals];
        if (at == decimals)
            fail(&trace->input, "expected decimals behind the point");
    }
    if (*at != ',')
        fail(&trace->input, "expected at most ten digits and nine decimals, and a comma");
    int64_t time_ns = seconds * 1000000000 + fraction;
    if (time_ns < trace->time_ns)
        fail(&trace->input, "the time is earlier than that of the row before");
    trace->time_ns = time_ns;
    return at + 1;
}

static inline char *read_pid(struct trace *trace, char *at, uint32_t *pid) {
    char *start = at;
    uint64_t value = 0;
    for (; is_digit(*at) && value <= INT32_MAX; at++)
        value = value * 10 + (uint64_t)(*at - '0');
    if (at == start || value > INT32_MAX)
        fail(&trace->input, "expected a pid");
    *pid = (uint32_t)value;
    return at;
}

struct field {
    const char *text, *end;
};

/* Removes the quotes, in place. */
static char *read_quoted(struct trace *trace, char *at, char *end, struct field *field) {
    char *to = ++at;
    field->text = to;
    for (; at < end; *to++ = *at++) {
        if (*at == '"' && at[1] != '"') {
            field->end = to;
            return at + 1;
        }
        if (*at == '"')
            at++;
    }
    fail(&trace->input, "a quoted field has no end");
}

/* Reads "," field if the header has the column and the row continues. */
static inline char *read_field(struct trace *trace, bool column, char *at, char *end,
                               struct field *field) {
    *field = (struct field){at, at};
    if (!column || *at != ',')
        return at;
    if (*++at == '"')
        return read_quoted(trace, at, end, field);
    char *comma = memchr(at, ',', (size_t)(end - at));
    *field = (struct field){at, comma ? comma : end};
    return comma ? comma : end;
}

static bool is_name(struct field name) {
    for (const char *at = name.text; at < name.end; at++)
        if ((unsigned char)*at <= ' ' || *at == 127 || *at == '"')
            return false;
    return name.end - name.text <= NAME_BYTES;
}

static size_t new_vector(struct trace *trace, struct field name) {
    if (!is_name(name) || trace->count == CONTEXTS)
        fail(&trace->input, "not a context's name, or too many contexts");
    struct vector *vector = &trace->vectors[trace->count];
    vector->name_bytes = (size_t)(name.end - name.text);
    memcpy(vector->name, name.text, vector->name_bytes);
    return trace->count++;
}

static inline bool has_name(const struct vector *vector, struct field name) {
    size_t bytes = (size_t)(name.end - name.text);
    return vector->name_bytes == bytes && memcmp(vector->name, name.text, bytes) == 0;
}

static inline size_t find_vector(struct trace *trace, struct field name) {
    static const char fallback[] = "binder";
    if (name.text == name.end)
        name = (struct field){fallback, fallback + sizeof fallback - 1};
    if (trace->count > 0 && has_name(&trace->vectors[trace->latest], name))
        return trace->latest;
    size_t i = 0;
    while (i < trace->count && !has_name(&trace->vectors[i], name))
        i++;
    return trace->latest = i < trace->count ? i : new_vector(trace, name);
}

/* The row `end` has no pid; its context may be a list. */
static void read_end(struct trace *trace, char *at, char *end) {
    struct field pid, list, name;
    at = read_field(trace, true, at, end, &pid);
    at = read_field(trace, trace->has_context, at, end, &list);
    at = read_field(trace, trace->has_name, at, end, &name);
    if (pid.text != pid.end || at != end)
        fail(&trace->input, "expected a row 'end' without pid");
    for (name.text = list.text; name.text < list.end; name.text = name.end + 1) {
        const char *blank = memchr(name.text, ' ', (size_t)(list.end - name.text));
        name.end = blank ? blank : list.end;
        find_vector(trace, name);
    }
    trace->ended = true;
}

static bool is_blank(const char *at, const char *end) {
    while (at < end && (*at == ' ' || *at == '\t'))
        at++;
    return at == end;
}

static inline void read_row(struct trace *trace, char *line, char *end) {
    if (trace->ended)
        fail(&trace->input, "a row follows the row 'end'");
    char *at = read_time(trace, line);
    bool registers = memcmp(at, "register,", 9) == 0;
    if (!registers && memcmp(at, "deregister,", 11) != 0) {
        if (memcmp(at, "end", 3) != 0 || (at[3] != ',' && at + 3 != end))
            fail(&trace->input, "expected register, deregister or end");
        read_end(trace, at + 3, end);
        return;
    }
    uint32_t pid;
    struct field context, name;
    at = read_pid(trace, at + (registers ? 9 : 11), &pid);
    at = read_field(trace, trace->has_context, at, end, &context);
    at = read_field(trace, trace->has_name, at, end, &name);
    if (at != end)
        fail(&trace->input, "expected the end of the line");
    size_t index = find_vector(trace, context);
    struct vector *vector = &trace->vectors[index];
    uint64_t key = (uint64_t)index << 32 | pid;
    advance(vector, trace->time_ns);
    if (registers) {
        add_entry(&trace->table, key);
        if (!push(vector))
            fail(&trace->input, "more entries than this program's model knows");
    } else {
        if (!remove_entry(&trace->table, key))
            fail(&trace->input, "this pid has no entry");
        drop(vector);
    }
}

static void read_rows(struct trace *trace) {
    char *line, *end;
    while ((line = take_line(&trace->input, &end)))
        if (line < end && (*line > ' ' || !is_blank(line, end)))
            read_row(trace, line, end);
}

/* Returns the mean in millionths, rounded. */
static uint64_t mean_wasted(const struct vector *vector) {
    u128 duration = (u128)vector->time_ns;
    if (duration == 0)
        return (uint64_t)(vector->cap - vector->len) * 1000000;
    return (uint64_t)((vector->wasted_ns * 1000000 + duration / 2) / duration);
}

static void print_vector(const struct vector *vector) {
    uint64_t mean = mean_wasted(vector);
    printf("%.*s,%" PRId64 ",%" PRId64 ",%" PRId64 ",%" PRId64 ",%" PRId64 ",%" PRId64 ",%" PRIu64
           ".%06" PRIu64 "\n",
           (int)vector->name_bytes, vector->name, vector->registered, vector->deregistered,
           vector->peak_len, vector->grows, vector->shrinks, vector->grows + vector->shrinks,
           mean / 1000000, mean % 1000000);
}

int main(int argc, char **argv) {
    static struct trace trace;
    if (argc != 2) {
        fputs("usage: yardstick-parser FILE\n", stderr);
        return 2;
    }
    open_input(&trace.input, argv[1]);
    init_table(&trace.table, 10);
    read_header(&trace);
    read_rows(&trace);
    puts("context,registered,deregistered,peak_len,grows,shrinks,reallocs,mean_wasted_slots");
    for (size_t i = 0; i < trace.count; i++) {
        advance(&trace.vectors[i], trace.time_ns);
        print_vector(&trace.vectors[i]);
    }
    free(trace.table.slots);
    close(trace.input.file);
    return ferror(stdout) || fflush(stdout) != 0 ? 3 : 0;
}
