/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/counters.h"

static void add_shrink(struct counters *counters, const struct step *step,
                       const struct memory *memory) {
    const struct buffer *before = &step->before.buffer, *after = &step->after.buffer;
    struct action_sum *sum = &counters->actions[step->action];
    int64_t bytes = before->held_bytes - after->held_bytes;
    sum->slots += step->before.cap - step->after.cap;
    sum->bytes += bytes > 0 ? bytes : 0;
    sum->fruitless += bytes <= 0;
    counters->freed_pages += memory->kernel->freed_pages(memory, before, after);
}

void counters_step(struct counters *counters, const struct step *step,
                   const struct memory *memory) {
    counters->actions[step->action].count++;
    counters->copied_bytes += step->copied_bytes;
    if (step->after.cap > step->before.cap) {
        counters->regrows += counters->shrunk_last;
        counters->shrunk_last = false;
    } else if (step->after.cap < step->before.cap) {
        counters->shrunk_last = true;
        add_shrink(counters, step, memory);
    }
}

bool counters_is_move(enum action action) {
    return action == ACTION_GROW || action == ACTION_SHRINK_MOVED;
}

int64_t counters_grows(const struct counters *counters) {
    const struct action_sum *actions = counters->actions;
    return actions[ACTION_ALLOC].count + actions[ACTION_GROW].count +
           actions[ACTION_GROW_IN_PLACE].count;
}

int64_t counters_shrinks(const struct counters *counters) {
    const struct action_sum *actions = counters->actions;
    return actions[ACTION_SHRINK].count + actions[ACTION_SHRINK_MOVED].count +
           actions[ACTION_FREE].count;
}

int64_t counters_moves(const struct counters *counters) {
    return counters->actions[ACTION_GROW].count + counters->actions[ACTION_SHRINK_MOVED].count;
}

int64_t counters_freed_slots(const struct counters *counters) {
    const struct action_sum *actions = counters->actions;
    return actions[ACTION_SHRINK].slots + actions[ACTION_SHRINK_MOVED].slots +
           actions[ACTION_FREE].slots;
}

int64_t counters_freed_bytes(const struct counters *counters) {
    const struct action_sum *actions = counters->actions;
    return actions[ACTION_SHRINK].bytes + actions[ACTION_SHRINK_MOVED].bytes +
           actions[ACTION_FREE].bytes;
}
