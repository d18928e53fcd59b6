/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/quote.h"

#include <stdbool.h>

static bool needs_quotes(const char *text, size_t bytes) {
    for (size_t i = 0; i < bytes; i++)
        if (text[i] == ',' || text[i] == '"' || text[i] == '\n' || text[i] == '\r')
            return true;
    return false;
}

void quote_write(FILE *stream, const char *text, size_t bytes) {
    if (!needs_quotes(text, bytes)) {
        fwrite(text, 1, bytes, stream);
        return;
    }
    fputc('"', stream);
    for (size_t i = 0; i < bytes; i++) {
        if (text[i] == '"')
            fputc('"', stream);
        fputc(text[i], stream);
    }
    fputc('"', stream);
}
