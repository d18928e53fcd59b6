/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "policy/view.h"

const struct view_name view_names[VIEW_VARIABLES] = {
    [VIEW_LEN] = {"len", "entries in the vector"},
    [VIEW_CAP] = {"cap", "slots of the vector"},
    [VIEW_ELEMENT_SIZE] = {"element_size", "bytes per entry"},
    [VIEW_PAGE_SIZE] = {"page_size", "bytes per page"},
    [VIEW_PEAK] = {"peak", "largest length since the capacity last changed"},
    [VIEW_AGE] = {"age", "events since the capacity last changed"},
    [VIEW_SINCE_MS] = {"since_ms", "milliseconds since the capacity last changed"},
    [VIEW_NOW_MS] = {"now_ms", "milliseconds since the beginning"},
};
