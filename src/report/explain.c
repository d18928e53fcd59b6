/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/explain.h"

#include "base/diag.h"

/* What is said of the shrinks of one kind that gave nothing back. */
struct reason {
    enum action action;
    const char *text;
};

static const struct reason reasons[] = {
    {ACTION_SHRINK,
     "lowered the capacity in the same buffer and gave nothing back: krealloc keeps a "
     "kmalloc object as long as the new size fits in it, and vrealloc keeps huge pages whole"},
    {ACTION_SHRINK_MOVED,
     "copied the entries into a buffer that holds as much as the old one: sizes "
     "are rounded up to a size class, a power of two or a huge page"},
    {ACTION_NOOP, "kept the capacity by rule: the target was not below it, or no whole page would "
                  "have been saved"},
    {ACTION_FAILED, "got no memory for the smaller buffer and left the old one as it was"},
};

static void explain_lane(const struct row *row) {
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        enum action action = reasons[i].action;
        const struct counters *counters = &row->outcome->counters;
        int64_t fruitless = action == ACTION_SHRINK         ? counters->in_place.fruitless
                            : action == ACTION_SHRINK_MOVED ? counters->moved.fruitless
                                                            : counters->actions[action];
        if (fruitless > 0)
            diag_note("%s, %s: %lld of the shrinks it asked for %s", row->context,
                      row->outcome->rule->name, (long long)fruitless, reasons[i].text);
    }
}

static bool explain_cell(struct results_receiver *receiver, const struct cell *cell) {
    const struct results *results = receiver->results;
    struct row row;
    for (int c = 0; cell->replication == 1 && c < cell->context_count; c++) {
        size_t count = results_shown_count(results, cell->variant, c, cell->policy_count);
        for (size_t i = 0; i < count; i++)
            if (results_row(results, cell, c, results_shown(results, cell->variant, c, i), &row))
                explain_lane(&row);
    }
    return true;
}

const struct results_receiver explain_receiver = {.take = explain_cell};
