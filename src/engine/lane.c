/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/lane.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "workload/random.h"

static bool happens(void *state, double probability) {
    return xoshiro_uniform(state) < probability;
}

void lane_init(struct lane *lane, const struct policy *policy, const struct memory *memory,
               uint64_t seed, uint64_t replication, const char *context) {
    *lane = (struct lane){.policy = policy, .memory = memory, .run_ns = -1};
    lane->view.value[VIEW_ELEMENT_SIZE] = memory->element_size;
    lane->view.value[VIEW_PAGE_SIZE] = memory->page_size;
    lane->window = (struct window){.full = 0, .low = 1, .high = 0};
    if (memory->grow_failure > 0 || memory->shrink_failure > 0 || memory->high_order_failure > 0)
        lane->random = random_stream(seed, replication, RANDOM_FAILURE,
                                     random_hash(random_hash(0, context), policy->name));
}

void lane_fini(struct lane *lane) {
    free(lane->refused);
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
    counters_raise(&lane->counters.peak_len, after->len);
    counters_raise(&lane->counters.peak_wasted, after->cap - after->len);
    counters_raise(&lane->counters.peak_held, after->buffer.held_bytes);
}

/* The window */

/* Lengths are the context's in the window, the lane's own in the view.  While a registration is
 * missing, every deregistration has to be looked at, since it may be the missing one's. */
static void reset_window(struct lane *lane) {
    bool always = lane->policy->attention == POLICY_AT_EVERY_EVENT;
    lane->window.full = always ? 0 : lane->vector.cap + lane->missing;
    lane->window.low = 1;
    lane->window.high = 0;
}

static bool is_in_window(const struct lane *lane, int64_t length) {
    return length >= lane->window.low && length <= lane->window.high;
}

static bool keeps_at(struct lane *lane, int64_t length) {
    struct view view = lane->view;
    view.value[VIEW_LEN] = length;
    return policy_when(lane->policy, &view) == POLICY_NO;
}

/* How far beyond the length that was asked for a window is extended. */
enum { WINDOW_AHEAD = 8 };

/* The policy keeps the capacity at this length: the window gets to know.  Lengths in between, which
 * the context passed on its way up, will come again on the way down, and those just beyond are
 * likely to come next. */
static void extend_window(struct lane *lane, int64_t length) {
    struct window *window = &lane->window;
    if (lane->missing > 0 || lane->policy->attention != POLICY_BY_LENGTH)
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

/* Asking the policy */

/* How many events of the context were the lane's. */
static int64_t own_count(const struct lane *lane, const struct occurrence *occurrence) {
    return occurrence->count - lane->skipped;
}

static inline void fill_view(struct lane *lane, const struct occurrence *occurrence) {
    enum { NS_PER_MS = 1000000 };
    int64_t *value = lane->view.value;
    value[VIEW_LEN] = lane->vector.len;
    value[VIEW_CAP] = lane->vector.cap;
    value[VIEW_PEAK] = lane->peak;
    value[VIEW_AGE] = own_count(lane, occurrence) - lane->changed_age;
    if (!lane->policy->looks_at_time)
        return;
    value[VIEW_SINCE_MS] = (occurrence->time_ns - lane->changed_ns) / NS_PER_MS;
    value[VIEW_NOW_MS] = occurrence->time_ns / NS_PER_MS;
}

/* With a `for`, yes means that `when` has been true at every event for so long. */
static inline enum policy_answer ask(struct lane *lane, const struct occurrence *occurrence) {
    fill_view(lane, occurrence);
    enum policy_answer answer = policy_when(lane->policy, &lane->view);
    int64_t for_ns = lane->policy->definition->for_ns;
    if (for_ns < 0 || answer == POLICY_FAILED)
        return answer;
    if (answer == POLICY_NO)
        lane->run_ns = -1;
    else if (lane->run_ns < 0)
        lane->run_ns = occurrence->time_ns;
    bool long_enough = lane->run_ns >= 0 && occurrence->time_ns - lane->run_ns >= for_ns;
    return long_enough ? POLICY_YES : POLICY_NO;
}

/* Steps */

static struct chance chance_of(struct lane *lane) {
    return (struct chance){happens, &lane->random};
}

/* Where the lane's history begins anew: its capacity changed. */
static void begin_history(struct lane *lane, const struct vector *before,
                          const struct occurrence *occurrence) {
    add_integrals(lane, before, occurrence->time_ns);
    lane->changed_age = own_count(lane, occurrence);
    lane->peak = lane->vector.len;
    lane->run_ns = -1;
    reset_window(lane);
}

/* What happened to the lane, once its vector is as it will be. */
static void record(struct lane *lane, const struct occurrence *occurrence, struct step *step) {
    step->after = lane->vector;
    measure(lane, step);
    if (step->after.cap != step->before.cap)
        begin_history(lane, &step->before, occurrence);
}

/* A step in which nothing but the length changed. */
static void quiet_step(const struct lane *lane, const struct occurrence *occurrence, int64_t by,
                       struct step *step) {
    *step = (struct step){.time_ns = occurrence->time_ns,
                          .registration = by > 0,
                          .before = lane->vector,
                          .after = lane->vector};
    step->before.len -= by;
}

static void push(struct lane *lane, const struct occurrence *occurrence, struct step *step) {
    struct chance chance = chance_of(lane);
    *step =
        (struct step){.time_ns = occurrence->time_ns, .registration = true, .before = lane->vector};
    step->action = vector_push(&lane->vector, lane->memory, &chance, &step->copied_bytes);
    if (step->action == ACTION_REJECTED) {
        refuse(lane, occurrence->entry);
        change_missing(lane, occurrence->time_ns, 1);
        lane->skipped++;
        reset_window(lane);
    }
    record(lane, occurrence, step);
}

bool lane_register(struct lane *lane, const struct occurrence *occurrence, struct step *step) {
    struct step own;
    if (!step)
        step = &own;
    lane->vector.len = occurrence->length - lane->missing;
    if (lane->vector.len < lane->vector.cap) {
        lane->vector.len++;
        quiet_step(lane, occurrence, 1, step);
    } else {
        push(lane, occurrence, step);
    }
    counters_raise(&lane->peak, lane->vector.len);
    bool watches = lane->policy->attention == POLICY_AT_EVERY_EVENT;
    return !watches || step->action == ACTION_REJECTED || ask(lane, occurrence) != POLICY_FAILED;
}

/* The policy wishes for a shrink. */
static bool shrink(struct lane *lane, const struct occurrence *occurrence, struct step *step) {
    struct chance chance = chance_of(lane);
    int64_t target;
    if (!policy_target(lane->policy, &lane->view, &target))
        return false;
    quiet_step(lane, occurrence, -1, step);
    step->action =
        vector_shrink_to(&lane->vector, target, lane->memory, &chance, &step->copied_bytes);
    record(lane, occurrence, step);
    return true;
}

/* The close of a registration that was refused is nothing. */
static bool take_refused(struct lane *lane, const struct occurrence *occurrence) {
    if (lane->missing == 0 || !forgive(lane, occurrence->entry))
        return false;
    lane->vector.len = occurrence->length - lane->missing;
    change_missing(lane, occurrence->time_ns, -1);
    lane->skipped++;
    reset_window(lane);
    return true;
}

bool lane_deregister(struct lane *lane, const struct occurrence *occurrence, struct step *step) {
    struct step own;
    if (take_refused(lane, occurrence)) {
        if (step)
            quiet_step(lane, occurrence, 0, step);
        return true;
    }
    lane->vector.len = occurrence->length - lane->missing - 1;
    if (!is_in_window(lane, occurrence->length - 1)) {
        switch (ask(lane, occurrence)) {
        case POLICY_FAILED: return false;
        case POLICY_YES: return shrink(lane, occurrence, step ? step : &own);
        case POLICY_NO: extend_window(lane, lane->vector.len); break;
        }
    }
    if (step)
        quiet_step(lane, occurrence, -1, step);
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
