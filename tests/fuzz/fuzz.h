/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The common part of the fuzz targets.  Each is a function of bytes that strangers could have
 * written (LLVMFuzzerTestOneInput).  Linked with libFuzzer, it searches for inputs that break a
 * promise; linked with replay.c, it tries files.
 */
#ifndef KVSIM_TESTS_FUZZ_H
#define KVSIM_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* Runs the target on these bytes.  Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

/* Returns the path of a file that holds the bytes until fuzz_forget. */
const char *fuzz_file(const uint8_t *bytes, size_t count);
void fuzz_forget(void);

#endif
