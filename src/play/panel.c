/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "play/panel.h"

#include <curses.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/memstream.h"
#include "base/plural.h"
#include "base/utf8.h"
#include "play/dialogue.h"

enum { LABEL = 6 };

static const struct {
    const char *utf8;
    char ascii;
    short colour;
} cells[CELLS] = {
    [CELL_USED] = {"\u2588", '#', COLOR_CYAN},
    [CELL_FREE] = {"\u2591", '.', -1},
    [CELL_GIVEN_BACK] = {"\u00d7", 'x', COLOR_RED},
    [CELL_BYTES] = {"\u2580", '=', COLOR_GREEN},
};

struct panel_style panel_begin(bool utf8) {
    struct panel_style style = {.utf8 = utf8};
    style.colours = has_colors() && start_color() == OK && use_default_colors() == OK;
    for (short i = 0; style.colours && i < CELLS; i++)
        init_pair((short)(i + 1), cells[i].colour, -1);
    return style;
}

void panel_cell(const struct panel_style *style, enum panel_cell cell) {
    attr_t attributes = style->colours ? (attr_t)COLOR_PAIR(cell + 1) : 0;
    attron(attributes);
    if (style->utf8)
        addstr(cells[cell].utf8);
    else
        addch((chtype)cells[cell].ascii);
    attroff(attributes);
}

void panel_text(const struct panel_style *style, int row, int column, int columns,
                const char *text) {
    if (columns <= 0)
        return;
    size_t bytes = utf8_offset(text, strlen(text), (size_t)columns);
    char *copy = array_text(text, bytes);
    for (char *at = copy; *at && !style->utf8; at++)
        if ((unsigned char)*at >= 0x80)
            *at = '?';
    mvaddstr(row, column, copy);
    free(copy);
}

/* Scale */

static void raise_to(int64_t *most, int64_t value) {
    if (value > *most)
        *most = value;
}

/* Returns a lane's capacity before the last event, which is drawn if it is greater than now. */
static int64_t cap_before(const struct game *game, size_t rule) {
    const struct step *step = game_step(game, rule);
    return step ? step->before.cap : 0;
}

static void measure_curves(const struct game *game, struct panel_scale *scale) {
    scale->most_cap = scale->most_bytes = 1;
    scale->most_events = game->place.number;
    for (size_t rule = 0; rule < game->selection.count; rule++) {
        for (size_t i = 0; i <= game->checkpoint_count; i++) {
            const struct lane *lane =
                i < game->checkpoint_count ? game_lane_at(game, i, rule) : game_lane(game, rule);
            raise_to(&scale->most_cap, lane->vector.cap);
            raise_to(&scale->most_bytes, lane->vector.buffer.held_bytes);
        }
    }
    uint64_t furthest = game->checkpoints[game->checkpoint_count - 1]->place.number;
    if (furthest > scale->most_events)
        scale->most_events = furthest;
}

struct panel_scale panel_scale(const struct game *game, int width) {
    struct panel_scale scale = {.width = width, .columns_a_slot = 1, .slots_a_column = 1};
    int64_t slots = 1, room = width - LABEL;
    for (size_t i = 0; i < game->selection.count; i++) {
        const struct vector *vector = &game_lane(game, i)->vector;
        raise_to(&slots, vector->cap);
        raise_to(&slots, cap_before(game, i));
        raise_to(&slots, vector->buffer.held_bytes / game->machine.element_size);
    }
    while (slots > room * scale.slots_a_column)
        scale.slots_a_column *= 2;
    while (scale.columns_a_slot < 4 && slots * scale.columns_a_slot * 2 <= room)
        scale.columns_a_slot *= 2;
    measure_curves(game, &scale);
    return scale;
}

/* Drawing */

static int column_of(const struct panel_scale *scale, int64_t slots) {
    return (int)((slots + scale->slots_a_column - 1) / scale->slots_a_column *
                 scale->columns_a_slot);
}

/* Draws the cells from one slot to another. */
static void draw_cells(const struct panel_style *style, const struct panel_scale *scale,
                       int64_t from, int64_t to, enum panel_cell cell) {
    for (int i = column_of(scale, from); i < column_of(scale, to); i++)
        panel_cell(style, cell);
}

static void draw_slots(const struct game *game, size_t rule, const struct panel_style *style,
                       const struct panel_scale *scale, int row) {
    const struct vector *vector = &game_lane(game, rule)->vector;
    mvaddstr(row, 0, "slots");
    move(row, LABEL);
    draw_cells(style, scale, 0, vector->len, CELL_USED);
    draw_cells(style, scale, vector->len, vector->cap, CELL_FREE);
    draw_cells(style, scale, vector->cap, cap_before(game, rule), CELL_GIVEN_BACK);
    mvaddstr(row + 1, 0, "bytes");
    move(row + 1, LABEL);
    draw_cells(style, scale, 0, vector->buffer.held_bytes / game->machine.element_size, CELL_BYTES);
}

/* Writes what backs the buffer. */
static void write_backing(FILE *stream, const struct game *game, const struct buffer *buffer) {
    long long pages = (long long)memory_buffer_pages(&game->machine, buffer);
    if (buffer->backing == BACKING_NONE) {
        fputs("no buffer", stream);
        return;
    }
    fprintf(stream, "%lld %s held (", (long long)buffer->held_bytes,
            plural((uint64_t)buffer->held_bytes, "byte", "bytes"));
    if (pages == 0)
        fputs("one object", stream);
    else
        fprintf(stream, "%lld %s", pages, plural((uint64_t)pages, "page", "pages"));
    fprintf(stream, " of %s)", memory_backing_name(buffer->backing));
}

static void draw_figures(const struct game *game, size_t rule, const struct panel_style *style,
                         const struct panel_scale *scale, int row) {
    const struct lane *lane = game_lane(game, rule);
    struct memstream figures;
    attron(A_BOLD);
    panel_text(style, row, 0, scale->width / 2, lane->rule->name);
    attroff(A_BOLD);
    if (lane->ended != LANE_FINE)
        return;
    memstream_open(&figures);
    fprintf(figures.stream, "  len %lld, cap %lld, ", (long long)lane->vector.len,
            (long long)lane->vector.cap);
    write_backing(figures.stream, game, &lane->vector.buffer);
    char *text = memstream_close(&figures);
    panel_text(style, row, getcurx(stdscr), scale->width - getcurx(stdscr), text);
    free(text);
}

/* Draws the words in the rows there are; the last row is truncated. */
static void draw_words(const struct game *game, size_t rule, const struct panel_style *style,
                       const struct panel_scale *scale, int row, int rows) {
    struct memstream words;
    memstream_open(&words);
    dialogue_words(game, rule, words.stream);
    char *text = memstream_close(&words), *at = text;
    for (int i = 0; i < rows && *at; i++) {
        size_t bytes = utf8_offset(at, strlen(at), (size_t)scale->width);
        while (at[bytes] && i + 1 < rows && bytes > 1 && at[bytes - 1] != ' ')
            bytes--;
        char *line = array_text(at, bytes);
        panel_text(style, row + i, 0, scale->width, line);
        free(line);
        at += bytes;
    }
    free(text);
}

/* Returns a value of a lane, for a curve. */
static int64_t value_of(const struct lane *lane, bool bytes) {
    return bytes ? lane->vector.buffer.held_bytes : lane->vector.cap;
}

static void draw_level(const struct panel_style *style, int64_t value, int64_t most) {
    static const char *const blocks[] = {" ",      "\u2581", "\u2582", "\u2583", "\u2584",
                                         "\u2585", "\u2586", "\u2587", "\u2588"};
    static const char ascii[] = " _.:-=+*#";
    int level = (int)((value * 8 + most - 1) / most);
    if (style->utf8)
        addstr(blocks[level]);
    else
        addch((chtype)ascii[level]);
}

/* Draws capacity or bytes held, from the first event to the furthest one seen; the present in
 * reverse. */
static void draw_curve(const struct game *game, size_t rule, const struct panel_style *style,
                       const struct panel_scale *scale, int row, bool bytes) {
    uint64_t room = (uint64_t)(scale->width - LABEL), most = scale->most_events;
    uint64_t columns = most < room ? most + 1 : room;
    uint64_t present = columns < 2 ? 0 : game->place.number * (columns - 1) / most;
    size_t at = 0;
    mvaddstr(row, 0, bytes ? "held" : "cap");
    move(row, LABEL);
    for (uint64_t column = 0; column < columns; column++) {
        uint64_t number = columns < 2 ? 0 : column * most / (columns - 1);
        while (at + 1 < game->checkpoint_count && game->checkpoints[at + 1]->place.number <= number)
            at++;
        bool is_present = column == present;
        const struct lane *lane = is_present ? game_lane(game, rule) : game_lane_at(game, at, rule);
        if (is_present)
            attron(A_REVERSE);
        draw_level(style, value_of(lane, bytes), bytes ? scale->most_bytes : scale->most_cap);
        attroff(A_REVERSE);
    }
}

void panel_draw(const struct game *game, size_t rule, const struct panel_style *style,
                const struct panel_scale *scale, int row, int rows) {
    int words = rows > PANEL_MOST - 1 ? 2 : 1;
    draw_figures(game, rule, style, scale, row);
    draw_words(game, rule, style, scale, row + 3, words);
    if (game_lane(game, rule)->ended != LANE_FINE)
        return;
    draw_slots(game, rule, style, scale, row + 1);
    draw_curve(game, rule, style, scale, row + 3 + words, false);
    if (rows > PANEL_LEAST)
        draw_curve(game, rule, style, scale, row + 4 + words, true);
}
