/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/lane.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "workload/random.h"

static bool happens(void *state, double probability) {
    return gsl_rng_uniform(state) < probability;
}

void lane_init(struct lane *lane, const struct policy *policy, const struct memory *memory,
               uint64_t seed, uint64_t replication, const char *context) {
    *lane = (struct lane){.policy = policy, .memory = memory};
    lane->view.value[VIEW_ELEMENT_SIZE] = memory->element_size;
    lane->view.value[VIEW_PAGE_SIZE] = memory->page_size;
    lane->window = (struct window){.full = 0, .low = 1, .high = 0};
    if (memory->grow_failure > 0 || memory->shrink_failure > 0 || memory->high_order_failure > 0)
        lane->rng = random_stream(seed, replication, RANDOM_FAILURE,
                                  random_hash(random_hash(0, context), policy->name));
}

void lane_fini(struct lane *lane) {
    free(lane->refused);
    if (lane->rng)
        gsl_rng_free(lane->rng);
}

/* Refused registrations */

static void refuse(struct lane *lane, uint32_t entry) {
    size_t word = entry / 64;
    if (word >= lane->refused_words) {
        size_t words = word * 2 + 8;
        uint64_t *refused = array_new(words, sizeof *refused);
        if (lane->refused_words)
            memcpy(refused, lane->refused, lane->refused_words * sizeof *refused);
        free(lane->refused);
        lane->refused = refused;
        lane->refused_words = words;
    }
    lane->refused[word] |= UINT64_C(1) << entry % 64;
}

static bool forgive(struct lane *lane, uint32_t entry) {
    size_t word = entry / 64;
    uint64_t bit = UINT64_C(1) << entry % 64;
    if (word >= lane->refused_words || !(lane->refused[word] & bit))
        return false;
    lane->refused[word] &= ~bit;
    return true;
}

/* Measuring */

static void raise_peak(int64_t *peak, int64_t value) {
    if (value > *peak)
        *peak = value;
}

void lane_catch_up(struct lane *lane, const struct stretch *stretch) {
    raise_peak(&lane->counters.peak_len, stretch->longest - lane->missing);
    raise_peak(&lane->counters.peak_wasted, lane->vector.cap - (stretch->shortest - lane->missing));
}

/* value * (to - from), of which no factor is negative. */
static number_u128 area(int64_t value, int64_t from_ns, int64_t to_ns) {
    number_u128 height = (uint64_t)value, width = (uint64_t)(to_ns - from_ns);
    return height * width;
}

static void add_integrals(struct lane *lane, const struct vector *vector, int64_t until_ns) {
    lane->counters.cap_ns += area(vector->cap, lane->changed_ns, until_ns);
    lane->counters.held_ns += area(vector->buffer.held_bytes, lane->changed_ns, until_ns);
    lane->changed_ns = until_ns;
}

static void change_missing(struct lane *lane, int64_t time_ns, int64_t by) {
    lane->missing_integral += area(lane->missing, lane->missing_ns, time_ns);
    lane->missing_ns = time_ns;
    lane->missing += by;
}

static void measure(struct lane *lane, const struct step *step) {
    const struct vector *after = &step->after;
    counters_step(&lane->counters, step, lane->memory);
    if (after->cap != step->before.cap)
        add_integrals(lane, &step->before, step->time_ns);
    raise_peak(&lane->counters.peak_len, after->len);
    raise_peak(&lane->counters.peak_wasted, after->cap - after->len);
    raise_peak(&lane->counters.peak_held, after->buffer.held_bytes);
}

/* The window */

/* Lengths are the context's in the window, the lane's own in the view.  While a registration is
 * missing, every deregistration has to be looked at, since it may be the missing one's. */
static void reset_window(struct lane *lane) {
    lane->window.full = lane->vector.cap + lane->missing;
    lane->window.low = 1;
    lane->window.high = 0;
}

static bool is_in_window(const struct lane *lane, int64_t length) {
    return length >= lane->window.low && length <= lane->window.high;
}

static bool keeps_at(struct lane *lane, int64_t length) {
    int64_t target;
    struct view view = lane->view;
    view.value[VIEW_LEN] = length;
    return policy_consult(lane->policy, &view, &target) == POLICY_KEEP;
}

/* How far beyond the length that was asked for a window is extended. */
enum { WINDOW_AHEAD = 8 };

/* The policy keeps the capacity at this length: the window gets to know.  Lengths in between, which
 * the context passed on its way up, will come again on the way down, and those just beyond are
 * likely to come next. */
static void extend_window(struct lane *lane, int64_t length) {
    struct window *window = &lane->window;
    if (lane->missing > 0)
        return;
    if (!policy_looks_at_length(lane->policy)) {
        window->low = 0;
        window->high = INT64_MAX;
    } else if (window->low > window->high) {
        window->low = window->high = length;
    } else if (length < window->low) {
        int64_t least = length > WINDOW_AHEAD ? length - WINDOW_AHEAD : 0;
        while (window->low > least && keeps_at(lane, window->low - 1))
            window->low--;
    } else {
        while (window->high < length + WINDOW_AHEAD && keeps_at(lane, window->high + 1))
            window->high++;
    }
}

/* Steps */

static struct chance chance_of(const struct lane *lane) {
    return (struct chance){happens, lane->rng};
}

static void begin(struct lane *lane, struct step *step, int64_t time_ns, int64_t length,
                  bool registration) {
    lane->vector.len = length - lane->missing;
    *step = (struct step){.time_ns = time_ns, .registration = registration, .before = lane->vector};
}

static void finish(struct lane *lane, struct step *step) {
    step->after = lane->vector;
    measure(lane, step);
}

void lane_register(struct lane *lane, int64_t time_ns, int64_t length, uint32_t entry,
                   struct step *step) {
    struct chance chance = chance_of(lane);
    begin(lane, step, time_ns, length, true);
    step->action = vector_push(&lane->vector, lane->memory, &chance, &step->copied_bytes);
    if (step->action == ACTION_REJECTED) {
        refuse(lane, entry);
        change_missing(lane, time_ns, 1);
    }
    finish(lane, step);
    if (step->action != ACTION_NONE)
        reset_window(lane);
}

/* After an entry went, the policy is consulted with the new length. */
static bool consult(struct lane *lane, struct step *step) {
    int64_t target;
    struct vector *vector = &lane->vector;
    lane->view.value[VIEW_LEN] = vector->len;
    lane->view.value[VIEW_CAP] = vector->cap;
    switch (policy_consult(lane->policy, &lane->view, &target)) {
    case POLICY_FAILED: return false;
    case POLICY_KEEP: extend_window(lane, vector->len); break;
    case POLICY_SHRINK: {
        struct chance chance = chance_of(lane);
        step->action = vector_shrink_to(vector, target, lane->memory, &chance, &step->copied_bytes);
        break;
    }
    }
    return true;
}

bool lane_deregister(struct lane *lane, int64_t time_ns, int64_t length, uint32_t entry,
                     struct step *step) {
    begin(lane, step, time_ns, length, false);
    if (lane->missing > 0 && forgive(lane, entry)) {
        change_missing(lane, time_ns, -1);
        step->after = lane->vector;
        reset_window(lane);
        return true;
    }
    lane->vector.len--;
    if (!is_in_window(lane, length - 1) && !consult(lane, step))
        return false;
    finish(lane, step);
    if (step->after.cap != step->before.cap)
        reset_window(lane);
    return true;
}

void lane_finish(struct lane *lane, const struct history *history) {
    struct counters *counters = &lane->counters;
    int64_t rejected = counters->actions[ACTION_REJECTED].count;
    lane->vector.len = history->length - lane->missing;
    add_integrals(lane, &lane->vector, history->end_ns);
    change_missing(lane, history->end_ns, 0);
    counters->len_ns = history->len_ns - lane->missing_integral;
    counters->registered = history->registered - rejected;
    counters->deregistered = history->deregistered - (rejected - lane->missing);
}
