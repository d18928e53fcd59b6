/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All limits on untrusted input, in one place.  Their names give the units. */
#ifndef KVSIM_BASE_LIMITS_H
#define KVSIM_BASE_LIMITS_H

#include <stdint.h>

/* A YAML file: its size, also that of the text which aliases copy; how deep it nests, how many
 * nodes it makes (copies of aliases included), how many anchors it has, and how many keys a mapping
 * has. */
#define LIMIT_YAML_BYTES   ((size_t)16 << 20)
#define LIMIT_YAML_DEPTH   32
#define LIMIT_YAML_NODES   ((size_t)2 << 20)
#define LIMIT_YAML_ANCHORS 1000
#define LIMIT_YAML_KEYS    256

/* A line of a trace or log.  Longer lines of a log are foreign; of a native trace, errors. */
#define LIMIT_LINE_BYTES ((size_t)64 << 10)

/* A packet of a binary Perfetto trace.  Longer ones are skipped. */
#define LIMIT_PACKET_BYTES ((size_t)16 << 20)

/* Names: of policies, contexts, sources, processes. */
#define LIMIT_NAME_BYTES 255

/* A policy expression: its text, its nesting, its compiled instructions. */
#define LIMIT_EXPR_BYTES 4096
#define LIMIT_EXPR_DEPTH 64
#define LIMIT_EXPR_CODE  4096

#define LIMIT_PARAMETERS 16
#define LIMIT_POLICIES   100000
#define LIMIT_CONTEXTS   64
#define LIMIT_VARIANTS   100000

#define LIMIT_REPLICATIONS 10000000
#define LIMIT_JOBS         1024
#define LIMIT_SOURCES      256
#define LIMIT_BURST        10000000
#define LIMIT_APPS         1000000

/* A row of results read back. */
#define LIMIT_ROW_BYTES ((size_t)1 << 20)

/* Times reach to 146 years, so that a sum of two of them cannot overflow. */
#define LIMIT_TIME_NS (INT64_C(4611686018) * 1000000000 - 1)

/* Process ids, and entries alive at once. */
#define LIMIT_PID     INT32_MAX
#define LIMIT_ENTRIES ((uint32_t)1 << 28)

/* Events in memory, on all tapes of a study together. */
#define LIMIT_TAPE_EVENTS ((size_t)1 << 26)

/* Records of a log about processes.  They stay in memory, 32 bytes each, until the log ends. */
#define LIMIT_LOG_RECORDS ((size_t)1 << 25)

/* The longest list that the clairvoyant optimum takes. */
#define LIMIT_OPTIMUM_LENGTH ((int64_t)1 << 15)

/* Bytes per entry of the vector: with LIMIT_ENTRIES, no byte count overflows. */
#define LIMIT_ELEMENT_BYTES ((int64_t)1 << 20)

/* The worst case of a rule: lengths up to this, and states of its graph.  A state and the search
 * take less than 64 bytes: a gibibyte holds them all. */
#define LIMIT_WORST_LENGTH 4096
#define LIMIT_GRAPH_STATES ((uint32_t)1 << 24)

/* How many times smaller a kmalloc buffer must become before it moves (profile `copy`). */
#define LIMIT_COPY_RATIO 1000000

#endif
