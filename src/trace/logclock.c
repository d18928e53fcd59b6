/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/logclock.h"

#include "base/limits.h"

static const int64_t second_ns = 1000000000;
static const int64_t day_ns = 86400 * INT64_C(1000000000);

int64_t logclock_read(struct logclock *clock, int64_t wall_ns, bool yearless) {
    if (yearless)
        wall_ns += clock->years_ns;
    if (yearless && clock->started && wall_ns - clock->wall_ns < -300 * day_ns) {
        clock->years_ns += 365 * day_ns;
        wall_ns += 365 * day_ns;
    }
    int64_t passed_ns = wall_ns - clock->wall_ns;
    if (!clock->started) {
        clock->started = true;
        clock->wall_ns = wall_ns;
    } else if (passed_ns < -10 * second_ns || passed_ns >= day_ns ||
               passed_ns > LIMIT_TIME_NS - clock->trace_ns) {
        clock->steps++;
        clock->wall_ns = wall_ns;
    } else if (passed_ns > 0) {
        clock->trace_ns += passed_ns;
        clock->wall_ns = wall_ns;
    }
    return clock->trace_ns;
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
    enum { SOME_COMMON_YEAR = 1971 };
    return days_since_1970(year ? year : SOME_COMMON_YEAR, month, day) * day_ns + time_of_day_ns;
}
