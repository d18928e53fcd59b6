/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A policy on the screen: figures, slots as cells, below them the bytes held to the same scale,
 * what the last event did and why, and the run so far as a curve.
 */
#ifndef KVSIM_PLAY_PANEL_H
#define KVSIM_PLAY_PANEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "play/game.h"

/* The kinds of cells: each has a character of its own, so that they differ without colours. */
enum panel_cell { CELL_USED, CELL_FREE, CELL_GIVEN_BACK, CELL_BYTES, CELLS };

struct panel_style {
    bool utf8;
    bool colours;
};

/* The drawn length of slots and bytes, the same for all policies. */
struct panel_scale {
    int width;                    /* columns of the screen */
    int64_t columns_a_slot;       /* 1 for several slots per column */
    int64_t slots_a_column;       /* 1 for several columns per slot */
    int64_t most_cap, most_bytes; /* the most that the curves show */
    uint64_t most_events;
};

/* The rows of a panel: at least, and with everything. */
enum { PANEL_LEAST = 5, PANEL_MOST = 7 };

/* Sets up the colours, once the screen is open. */
struct panel_style panel_begin(bool utf8);

/* Finds the scale that fits all policies. */
struct panel_scale panel_scale(const struct game *game, int width);

/* Draws one policy from a row on, in this many rows. */
void panel_draw(const struct game *game, size_t rule, const struct panel_style *style,
                const struct panel_scale *scale, int row, int rows);

/* Writes a cell of this kind. */
void panel_cell(const struct panel_style *style, enum panel_cell cell);

/* Writes at most this many columns of a text at a place.  Writes '?' for what is not ASCII where
 * the locale is not UTF-8. */
void panel_text(const struct panel_style *style, int row, int column, int columns,
                const char *text);

#endif
