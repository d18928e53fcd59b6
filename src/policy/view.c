/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "policy/view.h"

const struct view_name view_names[VIEW_VARIABLES] = {
    [VIEW_LEN] = {"len", "entries in the vector"},
    [VIEW_CAP] = {"cap", "slots of the vector"},
    [VIEW_ELEMENT_SIZE] = {"element_size", "bytes per entry"},
    [VIEW_PAGE_SIZE] = {"page_size", "bytes per page"},
};
