/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/lane.h"

#include <stdlib.h>
#include <string.h>

#include "engine/noops.h"

void lane_init(struct lane *lane, const struct rule *rule, const struct machine *machine,
               struct chance chance) {
    *lane = (struct lane){.rule = rule,
                          .limits = &rule->limit,
                          .count = 1,
                          .machine = machine,
                          .run_ns = -1,
                          .touched = 1,
                          .chance = chance};
    lane->view.value[VIEW_ELEMENT_SIZE] = machine->element_size;
    lane->view.value[VIEW_PAGE_SIZE] = machine->page_size;
    lane->window = WINDOW_NONE;
}

void lane_share(struct lane *lane, const struct families *families, uint32_t place,
                uint32_t count) {
    lane->members = families->rules + place;
    lane->limits = families->limits + place;
    lane->place = place;
    lane->count = count;
}

void lane_follow(struct lane *lane, const struct wishes *plan) {
    lane->wish = plan->items;
    lane->last_wish = plan->count > 0 ? plan->items + plan->count : plan->items;
}

void lane_fini(struct lane *lane) {
    free(lane->refused);
}

bool lane_copy(struct lane *to, const struct lane *from, const struct lengths *lengths,
               struct chance chance) {
    *to = *from;
    to->chance = chance;
    if (to->ended == LANE_FINE) {
        lane_catch_up(to, lengths);
        noops_catch_up_one(to, lengths);
    }
    to->noops_from = 0;
    to->refused = NULL;
    if (from->refused_words == 0)
        return true;
    if (!(to->refused = malloc(from->refused_words * sizeof *to->refused)))
        return false;
    memcpy(to->refused, from->refused, from->refused_words * sizeof *to->refused);
    return true;
}

/* Refused registrations */

/* Returns false when there is no memory. */
static bool mark_refused(struct lane *lane, uint32_t entry) {
    size_t word = entry / 64;
    if (word >= lane->refused_words) {
        size_t words = word * 2 + 8;
        uint64_t *refused = realloc(lane->refused, words * sizeof *refused);
        if (!refused)
            return false;
        memset(refused + lane->refused_words, 0, (words - lane->refused_words) * sizeof *refused);
        lane->refused = refused;
        lane->refused_words = words;
    }
    lane->refused[word] |= UINT64_C(1) << entry % 64;
    return true;
}

static bool clear_refused(struct lane *lane, uint32_t entry) {
    size_t word = entry / 64;
    uint64_t bit = UINT64_C(1) << entry % 64;
    if (word >= lane->refused_words || !(lane->refused[word] & bit))
        return false;
    lane->refused[word] &= ~bit;
    return true;
}

/* Measuring */

/* value * (to - from); no factor is negative. */
static number_u128 area(int64_t value, int64_t from_ns, int64_t to_ns) {
    number_u128 height = (uint64_t)value, width = (uint64_t)(to_ns - from_ns);
    return height * width;
}

static void add_integrals(struct lane *lane, const struct vector *vector, int64_t until_ns) {
    lane->counters.cap_ns += area(vector->cap, lane->changed_ns, until_ns);
    lane->counters.held_ns += area(vector->buffer.held_bytes, lane->changed_ns, until_ns);
    lane->changed_ns = until_ns;
}

static void change_refused_alive(struct lane *lane, int64_t time_ns, int64_t by) {
    lane->refused_ns += area(lane->refused_alive, lane->refused_changed_ns, time_ns);
    lane->refused_changed_ns = time_ns;
    lane->refused_alive += by;
}

/* Returns false when a sum does not fit. */
static bool measure(struct lane *lane, const struct step *step) {
    const struct vector *after = &step->after;
    counters_raise(&lane->counters.peak_len, after->len);
    counters_raise(&lane->counters.peak_wasted, after->cap - after->len);
    counters_raise(&lane->counters.peak_held, after->buffer.held_bytes);
    return counters_step(&lane->counters, step, lane->machine);
}

/* The window */

static bool has_whole_window(const struct lane *lane) {
    enum trend trend = lane->rule->trend;
    return lane->rule->attention == RULE_BY_LENGTH &&
           (trend == TREND_RISING || trend == TREND_FALLING) && lane->refused_alive == 0 &&
           lane->vector.cap > 0;
}

/* A question about a length: the answer changes at most once, from no to yes, as the length grows.
 */
typedef bool question(const struct rule *rule, const struct view *view);

static bool keeps(const struct rule *rule, const struct view *view) {
    return rule_when(rule, view) == RULE_NO;
}

static bool shrinks(const struct rule *rule, const struct view *view) {
    return !keeps(rule, view);
}

static bool asks_in_vain(const struct rule *rule, const struct view *view) {
    int64_t target;
    return rule_target(rule, view, &target) && target >= view->value[VIEW_CAP];
}

static inline bool answers(question *ask, const struct rule *rule, struct view *view,
                           int64_t length) {
    view->value[VIEW_LEN] = length;
    return ask(rule, view);
}

/* Returns the first length from 0 to `end` at which the answer is yes; at `end`, it is taken to be
 * yes.  Doubling steps lead away from the guess, halving leads to the length. */
static inline int64_t first_yes(question *ask, const struct rule *rule, struct view *view,
                                int64_t end, int64_t guess) {
    int64_t low = 0, high = end, step = 1;
    if (guess < end && answers(ask, rule, view, guess)) {
        for (high = guess; high - step >= 0 && answers(ask, rule, view, high - step); step *= 2)
            high -= step;
        low = high - step < 0 ? 0 : high - step + 1;
    } else if (guess < end) {
        for (low = guess + 1; low + step - 1 < end && !answers(ask, rule, view, low + step - 1);
             step *= 2)
            low += step;
        high = low + step - 1 < end ? low + step - 1 : end;
    }
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (answers(ask, rule, view, middle))
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* Finds the first length, from 0 to the capacity, from which on the rule keeps the capacity.
 * Returns false where the rule itself does not say so. */
static inline bool find_limit(const struct expr_limit *limit, const struct view *view,
                              int64_t *turn) {
    int64_t value, cap = view->value[VIEW_CAP];
    if (!expr_limit_value(limit, view, &value))
        return false;
    *turn = value < 0 ? 0 : value < cap ? value : cap;
    return true;
}

/* Thresholds scale with the capacity: returns where a threshold may be now. */
static int64_t scale(int64_t length, int64_t old_cap, int64_t cap) {
    return length < old_cap ? length * cap / old_cap : 0;
}

/* Finds the window where `when` is monotonic in the length.  A deregistration arrives below the
 * capacity. */
static void find_window(struct lane *lane, int64_t old_low, int64_t old_cap) {
    const struct rule *rule = lane->rule;
    struct window *window = &lane->window;
    struct view view = lane->view;
    int64_t cap = view.value[VIEW_CAP] = lane->vector.cap;
    *window = WINDOW_ALL;
    if (rule->trend == TREND_RISING) {
        lane->turn = first_yes(shrinks, rule, &view, cap, scale(lane->turn, old_cap, cap));
        window->high = lane->turn < cap ? lane->turn - 1 : INT64_MAX;
        return;
    }
    if (!find_limit(lane->limits, &view, &lane->turn))
        lane->turn = first_yes(keeps, rule, &view, cap, scale(lane->turn, old_cap, cap));
    window->low = lane->turn;
    if (lane->turn == 0 || !rule->target_rises)
        return;
    int64_t guess = scale(old_low, old_cap, cap);
    if (guess >= lane->turn && !answers(asks_in_vain, rule, &view, lane->turn - 1))
        return;
    window->low = first_yes(asks_in_vain, rule, &view, lane->turn, guess);
    lane->noops_below = window->low < lane->turn ? lane->turn : 0;
}

/* Window lengths are the context's, view lengths the lane's own.  While a refused registration is
 * not closed, the lane has to look at every deregistration, since any of them may close it. */
static void reset_window(struct lane *lane, int64_t old_cap) {
    bool always = lane->rule->attention == RULE_AT_EVERY_EVENT;
    int64_t old_low = lane->window.low;
    lane->window = rule_is_planned(lane->rule) ? WINDOW_ALL : WINDOW_NONE;
    lane->noops_below = 0;
    if (has_whole_window(lane))
        find_window(lane, old_low, old_cap);
    lane->window.full = always ? 0 : lane->vector.cap + lane->refused_alive;
    if (lane->wish < lane->last_wish)
        lane->window.due = lane->wish->deregistration;
}

/* Several rules */

static bool asks(const struct lane *lane, uint32_t member, int64_t length) {
    struct view view = lane->view;
    view.value[VIEW_LEN] = length;
    view.value[VIEW_CAP] = lane->vector.cap;
    int64_t turn;
    if (find_limit(&lane->limits[member], &view, &turn))
        return length < turn;
    return rule_when(lane->members[member], &view) == RULE_YES;
}

bool lane_all_ask(const struct lane *lane, int64_t length) {
    return asks(lane, lane->count - 1, length);
}

uint32_t lane_asking(const struct lane *lane, int64_t length) {
    uint32_t asking = 0, end = lane->count;
    if (lane_all_ask(lane, length))
        return end;
    for (end--; asking < end;) {
        uint32_t middle = asking + (end - asking) / 2;
        if (asks(lane, middle, length))
            asking = middle + 1;
        else
            end = middle;
    }
    return asking;
}

int64_t lane_turn(const struct lane *lane, uint32_t member, int64_t guess) {
    struct view view = lane->view;
    view.value[VIEW_CAP] = lane->vector.cap;
    int64_t turn;
    return find_limit(&lane->limits[member], &view, &turn)
               ? turn
               : first_yes(keeps, lane->members[member], &view, lane->vector.cap, guess);
}

void lane_split(struct lane *lane, uint32_t count, struct lane *rest,
                const struct lane_event *event) {
    *rest = *lane;
    rest->members += count;
    rest->limits += count;
    rest->place += count;
    rest->count -= count;
    rest->rule = rest->members[0];
    rest->young = false;
    rest->vector.len = event->length - 1;
    lane->count = count;
    reset_window(rest, rest->vector.cap);
}

static bool is_in_window(const struct lane *lane, const struct lane_event *event) {
    int64_t length = event->length - 1;
    return length >= lane->window.low && length >= lane->noops_below &&
           length <= lane->window.high && event->deregistration != lane->window.due;
}

/* How far a window extends beyond the length asked for. */
enum { WINDOW_AHEAD = 8 };

/* Extends the window to a length at which the rule keeps the capacity.  Lengths in between, which
 * the context passed on its way up, recur on the way down; those just beyond are likely to come
 * next. */
static void extend_window(struct lane *lane, int64_t length) {
    struct window *window = &lane->window;
    if (lane->refused_alive > 0 || lane->rule->attention != RULE_BY_LENGTH)
        return;
    struct view view = lane->view;
    if (lane->rule->trend == TREND_CONSTANT) {
        window->low = 0;
        window->high = INT64_MAX;
    } else if (window->low > window->high) {
        window->low = window->high = length;
    } else if (length < window->low) {
        int64_t least = length > WINDOW_AHEAD ? length - WINDOW_AHEAD : 0;
        while (window->low > least && answers(keeps, lane->rule, &view, window->low - 1))
            window->low--;
    } else {
        while (window->high < length + WINDOW_AHEAD &&
               answers(keeps, lane->rule, &view, window->high + 1))
            window->high++;
    }
}

/* Asking the rule */

/* Returns how many events of the context were the lane's. */
static int64_t own_count(const struct lane *lane, const struct lane_event *event) {
    return event->count - lane->skipped;
}

static inline void fill_view(struct lane *lane, const struct lane_event *event) {
    enum { NS_PER_MS = 1000000 };
    int64_t *value = lane->view.value;
    value[VIEW_LEN] = lane->vector.len;
    value[VIEW_CAP] = lane->vector.cap;
    value[VIEW_PEAK] = lane->peak;
    value[VIEW_AGE] = own_count(lane, event) - lane->changed_age;
    if (!lane->rule->looks_at_time)
        return;
    value[VIEW_SINCE_MS] = (event->time_ns - lane->changed_ns) / NS_PER_MS;
    value[VIEW_NOW_MS] = event->time_ns / NS_PER_MS;
}

/* Asks the rule; outside a whole window, the answer is known.  With a `for`, yes means that `when`
 * has been true at every event for that long. */
static inline enum rule_answer ask(struct lane *lane, const struct lane_event *event) {
    fill_view(lane, event);
    if (has_whole_window(lane))
        return RULE_YES;
    if (rule_is_planned(lane->rule))
        return event->deregistration == lane->window.due ? RULE_YES : RULE_NO;
    enum rule_answer answer = rule_when(lane->rule, &lane->view);
    int64_t for_ns = lane->rule->for_ns;
    if (for_ns < 0 || answer == RULE_FAILED)
        return answer;
    if (answer == RULE_NO)
        lane->run_ns = -1;
    else if (lane->run_ns < 0)
        lane->run_ns = event->time_ns;
    bool long_enough = lane->run_ns >= 0 && event->time_ns - lane->run_ns >= for_ns;
    return long_enough ? RULE_YES : RULE_NO;
}

/* Steps */

/* Restarts the lane's history after a capacity change. */
static void begin_history(struct lane *lane, const struct vector *before,
                          const struct lane_event *event) {
    add_integrals(lane, before, event->time_ns);
    lane->changed_age = own_count(lane, event);
    lane->peak = lane->vector.len;
    lane->run_ns = -1;
    reset_window(lane, before->cap);
}

/* Records what happened to the lane, once its vector is final. */
static enum lane_result record(struct lane *lane, const struct lane_event *event,
                               struct step *step) {
    step->after = lane->vector;
    if (!measure(lane, step))
        return LANE_OVERFLOW;
    if (step->after.cap != step->before.cap)
        begin_history(lane, &step->before, event);
    return LANE_FINE;
}

/* Fills a step in which only the length changed. */
static void quiet_step(const struct lane *lane, const struct lane_event *event, int64_t by,
                       struct step *step) {
    *step = (struct step){.time_ns = event->time_ns,
                          .registration = by > 0,
                          .before = lane->vector,
                          .after = lane->vector};
    step->before.len -= by;
}

static enum lane_result push(struct lane *lane, const struct lane_event *event, struct step *step) {
    *step = (struct step){.time_ns = event->time_ns, .registration = true, .before = lane->vector};
    step->action = vector_push(&lane->vector, lane->machine, &lane->chance, &step->copied_bytes);
    if (step->action == ACTION_REJECTED) {
        if (!mark_refused(lane, event->entry))
            return LANE_NO_MEMORY;
        change_refused_alive(lane, event->time_ns, 1);
        lane->skipped++;
        reset_window(lane, 0);
    }
    return record(lane, event, step);
}

enum lane_result lane_register(struct lane *lane, const struct lane_event *event,
                               struct step *step) {
    struct step own;
    enum lane_result result = LANE_FINE;
    if (!step)
        step = &own;
    lane->vector.len = event->length - lane->refused_alive;
    if (lane->vector.len < lane->vector.cap) {
        lane->vector.len++;
        quiet_step(lane, event, 1, step);
    } else {
        result = push(lane, event, step);
    }
    counters_raise(&lane->peak, lane->vector.len);
    bool watches = lane->rule->attention == RULE_AT_EVERY_EVENT;
    if (result == LANE_FINE && watches && step->action != ACTION_REJECTED &&
        ask(lane, event) == RULE_FAILED)
        return LANE_RULE_FAILED;
    return result;
}

/* Takes the target that the rule asks for. */
static bool take_target(struct lane *lane, int64_t *target) {
    if (!rule_is_planned(lane->rule))
        return rule_target(lane->rule, &lane->view, target);
    *target = lane->wish++->slots;
    reset_window(lane, 0);
    return true;
}

/* Shrinks as the rule asks. */
static enum lane_result shrink(struct lane *lane, const struct lane_event *event,
                               struct step *step) {
    int64_t target;
    if (!take_target(lane, &target))
        return LANE_RULE_FAILED;
    quiet_step(lane, event, -1, step);
    step->target = target;
    step->action =
        vector_shrink_to(&lane->vector, target, lane->machine, &lane->chance, &step->copied_bytes);
    return record(lane, event, step);
}

/* Takes the close of a refused registration, which has no effect. */
static bool take_refused(struct lane *lane, const struct lane_event *event) {
    if (lane->refused_alive == 0 || !clear_refused(lane, event->entry))
        return false;
    lane->vector.len = event->length - lane->refused_alive;
    change_refused_alive(lane, event->time_ns, -1);
    lane->skipped++;
    reset_window(lane, 0);
    return true;
}

enum lane_result lane_deregister(struct lane *lane, const struct lane_event *event,
                                 struct step *step) {
    struct step own;
    if (take_refused(lane, event)) {
        if (step)
            quiet_step(lane, event, 0, step);
        return LANE_FINE;
    }
    lane->vector.len = event->length - lane->refused_alive - 1;
    if (!is_in_window(lane, event)) {
        switch (ask(lane, event)) {
        case RULE_FAILED: return LANE_RULE_FAILED;
        case RULE_YES: return shrink(lane, event, step ? step : &own);
        case RULE_NO: extend_window(lane, lane->vector.len); break;
        }
    }
    if (step)
        quiet_step(lane, event, -1, step);
    return LANE_FINE;
}

void lane_finish(struct lane *lane, const struct context_totals *totals) {
    struct counters *counters = &lane->counters;
    int64_t rejected = counters->actions[ACTION_REJECTED];
    lane->vector.len = totals->length - lane->refused_alive;
    add_integrals(lane, &lane->vector, totals->end_ns);
    change_refused_alive(lane, totals->end_ns, 0);
    counters->len_ns = totals->len_ns - lane->refused_ns;
    counters->registered = totals->registered - rejected;
    counters->deregistered = totals->deregistered - (rejected - lane->refused_alive);
}
