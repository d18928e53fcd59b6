/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines of a patch, section by section in the order of pasting. */
#ifndef KVSIM_PATCH_PASTE_H
#define KVSIM_PATCH_PASTE_H

#include <stdbool.h>
#include <stdio.h>

#include "patch/patch.h"

/* Prints them; with `apart`, in a block of their own, so that others can be beside it. */
void paste_print(const struct patch *patch, bool apart, FILE *stream);

#endif
