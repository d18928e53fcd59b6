/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UTF-8, as far as it takes to show text that strangers wrote. */
#ifndef KVSIM_BASE_UTF8_H
#define KVSIM_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* How many bytes the character at `text` has, of which `left` are there; 0 when it is no UTF-8. */
size_t utf8_length(const char *text, size_t left);

/* Whether the character of that many bytes may go to a terminal: no control character. */
bool utf8_is_printable(const char *text, size_t length);

#endif
