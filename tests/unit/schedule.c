/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The schedule of deaths against a sorted list; at equal times, the first one put comes first. */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "tap.h"
#include "workload/schedule.h"

enum { STEPS = 200000, MOST = 3000 };

/* Deaths in due order. */
struct list {
    struct death deaths[MOST];
    int count;
};

static void list_put(struct list *list, struct death death) {
    int at = list->count++;
    for (; at > 0 && list->deaths[at - 1].time_ns > death.time_ns; at--)
        list->deaths[at] = list->deaths[at - 1];
    list->deaths[at] = death;
}

static struct death list_take(struct list *list) {
    struct death first = list->deaths[0];
    memmove(list->deaths, list->deaths + 1, (size_t)--list->count * sizeof *list->deaths);
    return first;
}

static int64_t list_next_ns(const struct list *list) {
    return list->count > 0 ? list->deaths[0].time_ns : INT64_MAX;
}

static bool is_same(struct death a, struct death b) {
    return a.time_ns == b.time_ns && a.entry == b.entry && a.context == b.context;
}

static int64_t random_below(int64_t span) {
    return (int64_t)(((uint64_t)rand() << 31 | (uint64_t)rand()) % (uint64_t)span);
}

/* Up, down to nothing and up again, each death less than `span` after the last one taken: ties for
 * short spans, all levels for long ones. */
static void test(int64_t span) {
    static struct list list;
    struct schedule schedule;
    schedule_init(&schedule);
    int wrong_time = 0, wrong_death = 0;
    int64_t now_ns = 0;
    for (int step = 0; step < STEPS || list.count > 0; step++) {
        bool up = step < STEPS && rand() % 10 < (step / 5000 % 2 == 0 ? 6 : 4);
        wrong_time += schedule_next_ns(&schedule) != list_next_ns(&list);
        if (up && list.count < MOST) {
            int64_t left = LIMIT_TIME_NS - now_ns;
            struct death death = {now_ns + random_below(span < left ? span : left + 1),
                                  (uint32_t)step, (uint8_t)rand()};
            list_put(&list, death);
            schedule_put(&schedule, death);
        } else if (list.count > 0) {
            now_ns = list_next_ns(&list);
            wrong_death += !is_same(schedule_take(&schedule), list_take(&list));
        }
    }
    tap_ok(wrong_time == 0, "times below %lld: the earliest is known", (long long)span);
    tap_ok(wrong_death == 0, "times below %lld: the order is the list's", (long long)span);
    tap_ok(schedule_next_ns(&schedule) == INT64_MAX, "times below %lld: none is left",
           (long long)span);
    schedule_fini(&schedule);
}

int main(void) {
    srand(11);
    test(1);
    test(20);
    test(1000000);
    test(INT64_C(1) << 40);
    test(LIMIT_TIME_NS);
    return tap_done();
}
