/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/contextname.h"

#include <string.h>

#include "base/limits.h"
#include "base/utf8.h"

const char *contextname_bad_byte(const char *name, size_t bytes) {
    if (bytes == 0 || bytes > LIMIT_NAME_BYTES)
        return name;
    for (size_t i = 0; i < bytes; i++)
        if ((unsigned char)name[i] <= ' ' || memchr("\177\",", name[i], 3))
            return name + i;
    return utf8_find_control(name, bytes);
}
