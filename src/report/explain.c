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
        const struct action_sum *sum = &row->lane->counters.actions[action];
        bool shrank = action == ACTION_SHRINK || action == ACTION_SHRINK_MOVED;
        int64_t fruitless = shrank ? sum->fruitless : sum->count;
        if (fruitless > 0)
            diag_note("%s, %s: %lld of the shrinks it asked for %s", row->context,
                      row->lane->policy->name, (long long)fruitless, reasons[i].text);
    }
}

void explain_print(const struct results *results) {
    const struct contexts *contexts = &results->workload->contexts;
    for (int c = 0; c < contexts->count; c++)
        for (size_t p = 0; p < results->pass->setup.policy_count; p++) {
            struct row row;
            if (results_row(results, contexts->rows[c], p, &row))
                explain_lane(&row);
        }
}
