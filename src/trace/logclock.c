/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/logclock.h"

#include "base/limits.h"

static const int64_t second_ns = 1000000000;
static const int64_t day_ns = 86400 * INT64_C(1000000000);

/* Stands for a year that the log does not name. */
enum { SOME_COMMON_YEAR = 1971 };

static bool is_yearly(enum logclock_cycle cycle) {
    return cycle == LOGCLOCK_YEARLY || cycle == LOGCLOCK_LEAP;
}

static bool is_cyclic(enum logclock_cycle cycle) {
    return is_yearly(cycle) || cycle == LOGCLOCK_DAILY;
}

bool logclock_is_after_february(int64_t wall_ns) {
    return wall_ns >= logclock_date_ns(SOME_COMMON_YEAR, 3, 1, 0);
}

/* Returns whether this is a February 29, after the dial took a March for that of a common year. */
static bool comes_late(const struct logclock_dial *dial, enum logclock_cycle cycle) {
    return cycle == LOGCLOCK_LEAP && !dial->leap && dial->started &&
           logclock_is_after_february(dial->wall_ns - dial->turns_ns);
}

int64_t logclock_place(const struct logclock_dial *dial, int64_t wall_ns,
                       enum logclock_cycle cycle) {
    bool later = dial->leap && cycle == LOGCLOCK_YEARLY && logclock_is_after_february(wall_ns);
    int64_t leap_ns = later ? day_ns : comes_late(dial, cycle) ? -day_ns : 0;
    return wall_ns + (is_cyclic(cycle) ? dial->turns_ns : 0) + leap_ns;
}

bool logclock_turns(const struct logclock_dial *dial, int64_t wall_ns, enum logclock_cycle cycle) {
    int64_t far_ns = is_yearly(cycle) ? 300 * day_ns : day_ns / 2;
    return is_cyclic(cycle) && dial->started && dial->turns_ns <= LIMIT_TIME_NS &&
           logclock_place(dial, wall_ns, cycle) - dial->wall_ns < -far_ns;
}

/* Adds the turn of a year or a day if only that explains the time. */
static int64_t turn(struct logclock_dial *dial, int64_t wall_ns, enum logclock_cycle cycle) {
    if (logclock_turns(dial, wall_ns, cycle)) {
        int64_t year_ns = (dial->leap ? 366 : 365) * day_ns;
        dial->turns_ns += is_yearly(cycle) ? year_ns : day_ns;
        dial->leap = false;
    }
    if (comes_late(dial, cycle))
        dial->turns_ns -= day_ns;
    dial->leap = dial->leap || cycle == LOGCLOCK_LEAP;
    return logclock_place(dial, wall_ns, cycle);
}

/* Returns whether the clock was set: back by more than ten seconds, or past the next date. */
static bool is_jump(int64_t from_ns, int64_t to_ns) {
    int64_t last_ns = from_ns - (from_ns % day_ns + day_ns) % day_ns + 2 * day_ns;
    return to_ns < from_ns - 10 * second_ns || to_ns >= last_ns;
}

/* Starts a dial.  If it agrees with the other one on the date, it starts beside that, at its own
 * time of day: earlier than the other one if it is behind. */
static void start(struct logclock *clock, enum logclock_which which, int64_t wall_ns,
                  enum logclock_cycle cycle) {
    struct logclock_dial *dial = &clock->dials[which];
    const struct logclock_dial *other = &clock->dials[!which];
    *dial = *other;
    int64_t dated_ns = turn(dial, wall_ns, cycle);
    if (other->started && !is_jump(other->wall_ns, dated_ns)) {
        dial->elapsed_ns += dated_ns - dial->wall_ns;
        dial->wall_ns = dated_ns;
    } else {
        *dial = (struct logclock_dial){
            .wall_ns = wall_ns, .elapsed_ns = clock->elapsed_ns, .leap = cycle == LOGCLOCK_LEAP};
    }
    if (!clock->started)
        clock->first_wall_ns = wall_ns;
    dial->started = true;
    clock->started = true;
}

int64_t logclock_read(struct logclock *clock, enum logclock_which which, int64_t wall_ns,
                      enum logclock_cycle cycle) {
    struct logclock_dial *dial = &clock->dials[which];
    if (!dial->started)
        start(clock, which, wall_ns, cycle);
    wall_ns = turn(dial, wall_ns, cycle);
    int64_t passed_ns = wall_ns - dial->wall_ns;
    bool forward = passed_ns >= 0 && cycle == LOGCLOCK_STEADY;
    clock->jumped = (is_jump(dial->wall_ns, wall_ns) && !forward) ||
                    passed_ns > LIMIT_TIME_NS - dial->elapsed_ns;
    if (clock->jumped) {
        dial->wall_ns = wall_ns;
        dial->elapsed_ns = clock->elapsed_ns;
    } else if (passed_ns > 0) {
        dial->wall_ns = wall_ns;
        dial->elapsed_ns += passed_ns;
    }
    if (dial->elapsed_ns > clock->elapsed_ns)
        clock->elapsed_ns = dial->elapsed_ns;
    return dial->elapsed_ns;
}

/* Days since 1970-01-01 in the proleptic Gregorian calendar: years begin in March, so that the
 * leap day is the last of its year. */
static int64_t days_since_1970(int year, int month, int day) {
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t from_march = (month + 9) % 12;
    int64_t day_of_year = (153 * from_march + 2) / 5 + day - 1;
    return y * 365 + y / 4 - y / 100 + y / 400 + day_of_year - 719468;
}

int64_t logclock_date_ns(int year, int month, int day, int64_t time_of_day_ns) {
    return days_since_1970(year ? year : SOME_COMMON_YEAR, month, day) * day_ns + time_of_day_ns;
}
