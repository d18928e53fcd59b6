/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "policy/view.h"

#include "base/limits.h"

/* Entries are limited, and a growth at most doubles. */
#define MOST_SLOTS (2 * (int64_t)LIMIT_ENTRIES)

const struct view_name view_names[VIEW_VARIABLES] = {
    [VIEW_LEN] = {"len", "number of entries in the vector", 0, LIMIT_ENTRIES},
    [VIEW_CAP] = {"cap", "capacity of the vector, in slots", 1, MOST_SLOTS},
    [VIEW_ELEMENT_SIZE] = {"element_size", "bytes per entry", 1, LIMIT_ELEMENT_BYTES},
    [VIEW_PAGE_SIZE] = {"page_size", "bytes per page", 4096, 65536},
    [VIEW_PEAK] = {"peak", "largest length since the capacity last changed", 0, LIMIT_ENTRIES},
    [VIEW_AGE] = {"age", "events since the capacity last changed", 0, INT64_MAX},
    [VIEW_SINCE_MS] = {"since_ms", "milliseconds since the capacity last changed", 0, INT64_MAX},
    [VIEW_NOW_MS] = {"now_ms", "milliseconds since the run began", 0, INT64_MAX},
};
