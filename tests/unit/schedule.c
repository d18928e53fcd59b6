/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The schedule against a sorted list; at equal times, the first one put comes first. */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "tap.h"
#include "workload/schedule.h"

enum { STEPS = 200000, MOST = 3000 };

/* Appointments in due order. */
struct list {
    int64_t time_ns[MOST];
    uint32_t number[MOST];
    int count;
};

static void list_put(struct list *list, int64_t time_ns, uint32_t number) {
    int at = list->count++;
    for (; at > 0 && list->time_ns[at - 1] > time_ns; at--) {
        list->time_ns[at] = list->time_ns[at - 1];
        list->number[at] = list->number[at - 1];
    }
    list->time_ns[at] = time_ns;
    list->number[at] = number;
}

static uint32_t list_take(struct list *list) {
    uint32_t number = list->number[0];
    size_t behind = (size_t)--list->count;
    memmove(list->time_ns, list->time_ns + 1, behind * sizeof *list->time_ns);
    memmove(list->number, list->number + 1, behind * sizeof *list->number);
    return number;
}

static int64_t list_next_ns(const struct list *list) {
    return list->count > 0 ? list->time_ns[0] : INT64_MAX;
}

static int64_t next_ns(const struct schedule *schedule) {
    int64_t time_ns = schedule_next_ns(schedule);
    return time_ns > LIMIT_TIME_NS ? INT64_MAX : time_ns;
}

/* Returns one of the numbers without an appointment, at random. */
static uint32_t free_number(const bool *taken) {
    uint32_t number;
    do
        number = (uint32_t)(rand() % (2 * MOST));
    while (taken[number]);
    return number;
}

/* Up, down to nothing and up again, with times below `span`, so with ties. */
static void test(int span) {
    static struct list list;
    static bool taken[2 * MOST];
    struct schedule schedule;
    schedule_init(&schedule);
    int wrong_time = 0, wrong_number = 0;
    int64_t now_ns = 0;
    for (int step = 0; step < STEPS || list.count > 0; step++) {
        bool up = step < STEPS && rand() % 10 < (step / 5000 % 2 == 0 ? 6 : 4);
        wrong_time += next_ns(&schedule) != list_next_ns(&list);
        if (up && list.count < MOST) {
            uint32_t number = free_number(taken);
            int64_t time_ns = now_ns + rand() % span;
            list_put(&list, time_ns, number);
            schedule_put(&schedule, time_ns, number);
            taken[number] = true;
        } else if (list.count > 0) {
            now_ns = list_next_ns(&list);
            uint32_t number = list_take(&list);
            wrong_number += schedule_take(&schedule) != number;
            taken[number] = false;
        }
    }
    tap_ok(wrong_time == 0, "times out of %d: the earliest is known", span);
    tap_ok(wrong_number == 0, "times out of %d: the order is the list's", span);
    tap_ok(next_ns(&schedule) == INT64_MAX, "times out of %d: none is left", span);
    schedule_fini(&schedule);
}

int main(void) {
    srand(11);
    test(1000000);
    test(20);
    test(1);
    return tap_done();
}
