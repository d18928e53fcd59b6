/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/fragmentation.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/diag.h"

struct fragmentation {
    bool limited, failing;             /* the keys are set, in some runs */
    bool limit_reached, page_exceeded; /* by a buffer, where kmalloc_limit is set */
    bool failure_possible;             /* a buffer exceeded a page, where it is */
};

static bool begin(struct results_receiver *receiver) {
    receiver->state = array_new(1, sizeof(struct fragmentation));
    return true;
}

/* The most that a buffer held, which bounds every request to an allocator. */
static int64_t peak_of(const struct cell *cell) {
    int64_t peak = 0;
    for (int c = 0; c < cell->context_count; c++)
        for (size_t p = 0; p < cell->policy_count; p++)
            counters_raise(&peak, cell->contexts[c].outcomes[p].counters.peak_held);
    return peak;
}

static bool take(struct results_receiver *receiver, const struct cell *cell) {
    struct fragmentation *fragmentation = receiver->state;
    const struct machine *machine = &cell->workload->machine;
    int64_t peak = peak_of(cell);
    if (machine->kmalloc_limit < machine_largest_kmalloc(machine->page_size)) {
        fragmentation->limited = true;
        fragmentation->limit_reached |= peak > machine->kmalloc_limit;
        fragmentation->page_exceeded |= peak > machine->page_size;
    }
    if (machine->high_order_failure > 0) {
        fragmentation->failing = true;
        fragmentation->failure_possible |= peak > machine->page_size;
    }
    return true;
}

static bool finish(struct results_receiver *receiver, size_t workload) {
    const struct fragmentation *fragmentation = receiver->state;
    if (workload + 1 < receiver->results->setup.workload_count)
        return true;
    if (fragmentation->limited && !fragmentation->limit_reached)
        diag_note("memory.kmalloc_limit changed nothing: no buffer exceeded %s",
                  fragmentation->page_exceeded ? "it" : "a page");
    if (fragmentation->failing && !fragmentation->failure_possible)
        diag_note("memory.high_order_failure changed nothing: no buffer exceeded a page");
    return true;
}

static void fini(struct results_receiver *receiver) {
    free(receiver->state);
}

const struct results_receiver fragmentation_receiver = {
    .begin = begin, .take = take, .finish = finish, .fini = fini};
