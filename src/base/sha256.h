/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-256 (FIPS 180-4).  By it a page names the style and the script that it allows. */
#ifndef KVSIM_BASE_SHA256_H
#define KVSIM_BASE_SHA256_H

#include <stddef.h>

enum { SHA256_BYTES = 32 };

void sha256(const char *text, size_t bytes, unsigned char digest[SHA256_BYTES]);

#endif
