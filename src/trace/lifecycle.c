/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/lifecycle.h"

#include <fnmatch.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/limits.h"

enum process_state { NEVER_SEEN, STARTED, REGISTERED, DEAD };

struct lifecycle_process {
    size_t start;                    /* the index of its start, while STARTED */
    uint32_t next_app, previous_app; /* numbers of pids plus 1: those that end with system_server */
    int32_t pid;
    uint32_t name;
    uint8_t state; /* enum process_state */
    bool app;      /* ends with its system_server */
    bool left_out; /* its name does not match */
};

/* Sequences: processes that lived before the log come first, in the order in which they are found.
 * What a member of the story causes beside itself comes just before it. */
enum { FIRST_SEQUENCE_BITS = 32 };

static uint64_t sequence_of(size_t index) {
    return ((uint64_t)1 << FIRST_SEQUENCE_BITS) + 2 * (uint64_t)index + 1;
}

void lifecycle_init(struct lifecycle *lifecycle, struct story *story,
                    const struct lifecycle_setup *setup) {
    *lifecycle = (struct lifecycle){.setup = *setup, .story = story, .system_server = WRITER_NONE};
}

void lifecycle_fini(struct lifecycle *lifecycle) {
    pids_fini(&lifecycle->pids);
    free(lifecycle->processes);
}

static struct lifecycle_process *process_of(struct lifecycle *lifecycle, int32_t pid) {
    uint32_t number = pids_number(&lifecycle->pids, pid);
    if (number == lifecycle->process_count) {
        lifecycle->processes = array_grow(lifecycle->processes, lifecycle->process_count,
                                          &lifecycle->process_room, sizeof *lifecycle->processes);
        lifecycle->processes[lifecycle->process_count++] = (struct lifecycle_process){.pid = pid};
    }
    return &lifecycle->processes[number];
}

static bool is_alive(const struct lifecycle_process *process) {
    return process->state == STARTED || process->state == REGISTERED;
}

/* Whether processes of this name are wanted. */
static bool matches(struct lifecycle *lifecycle, uint32_t name) {
    if (!lifecycle->setup.pattern)
        return true;
    size_t bytes;
    const char *text = names_get(&lifecycle->story->names, name, &bytes);
    char *copy = array_text(text, bytes);
    bool matched = fnmatch(lifecycle->setup.pattern, copy, 0) == 0;
    free(copy);
    lifecycle->counts.left_out += !matched;
    return matched;
}

/* Those found to have lived before the log were alive all the time: they are added at the end. */
static void note_peak(struct lifecycle *lifecycle) {
    if (lifecycle->alive > lifecycle->earlier &&
        lifecycle->alive - lifecycle->earlier > lifecycle->counts.peak)
        lifecycle->counts.peak = lifecycle->alive - lifecycle->earlier;
}

static struct lifecycle_process *numbered(const struct lifecycle *lifecycle, uint32_t number) {
    return &lifecycle->processes[number - 1];
}

/* Apps that are alive are a list, so that a restart need not look at all that ever lived. */
static void join_apps(struct lifecycle *lifecycle, struct lifecycle_process *process) {
    uint32_t number = (uint32_t)(process - lifecycle->processes) + 1;
    process->app = true;
    process->previous_app = 0;
    process->next_app = lifecycle->first_app;
    if (lifecycle->first_app)
        numbered(lifecycle, lifecycle->first_app)->previous_app = number;
    lifecycle->first_app = number;
}

static void leave_apps(struct lifecycle *lifecycle, struct lifecycle_process *process) {
    if (process->next_app)
        numbered(lifecycle, process->next_app)->previous_app = process->previous_app;
    if (process->previous_app)
        numbered(lifecycle, process->previous_app)->next_app = process->next_app;
    else
        lifecycle->first_app = process->next_app;
    process->app = false;
}

static void begin(struct lifecycle *lifecycle, struct lifecycle_process *process,
                  const struct told *told, enum process_state state) {
    process->name = told->name;
    process->state = (uint8_t)state;
    if (told->teller != TELLER_INIT && told->teller != TELLER_KERNEL)
        join_apps(lifecycle, process);
    process->left_out = !matches(lifecycle, told->name);
    lifecycle->alive++;
    note_peak(lifecycle);
}

/* Adds a member that no line told. */
static void add(struct lifecycle *lifecycle, const struct lifecycle_process *process,
                int64_t time_ns, uint64_t sequence, enum told_kind kind) {
    struct story *story = lifecycle->story;
    if (process->left_out)
        return;
    story->told = array_grow(story->told, story->count, &story->room, sizeof *story->told);
    story->told[story->count++] = (struct told){.time_ns = time_ns,
                                                .sequence = sequence,
                                                .pid = process->pid,
                                                .name = process->name,
                                                .kind = (uint8_t)kind};
}

/* The process was registered before the log began. */
static void enter_earlier(struct lifecycle *lifecycle, struct lifecycle_process *process,
                          const struct told *told) {
    lifecycle->earlier++;
    begin(lifecycle, process, told, REGISTERED);
    add(lifecycle, process, 0, lifecycle->earlier, TOLD_REGISTER);
}

/* A process that was not bound registers at its start plus the offset, at the latest at its end. */
static void enter_unbound(struct lifecycle *lifecycle, const struct lifecycle_process *process,
                          int64_t latest_ns) {
    struct told *start = &lifecycle->story->told[process->start];
    bool fits = start->time_ns < latest_ns - lifecycle->setup.offset_ns;
    start->time_ns = fits ? start->time_ns + lifecycle->setup.offset_ns : latest_ns;
    start->kind = process->left_out ? TOLD_NOTHING : TOLD_REGISTER;
}

/* The process is gone: what is left to do is its deregistration. */
static void leave(struct lifecycle *lifecycle, struct lifecycle_process *process, int64_t time_ns) {
    if (process->state == STARTED)
        enter_unbound(lifecycle, process, time_ns);
    process->state = DEAD;
    lifecycle->alive--;
    if (process->app)
        leave_apps(lifecycle, process);
}

/* Ends a process without a line of its own. */
static void end_silently(struct lifecycle *lifecycle, struct lifecycle_process *process,
                         size_t index) {
    int64_t time_ns = lifecycle->story->told[index].time_ns;
    leave(lifecycle, process, time_ns);
    add(lifecycle, process, time_ns, sequence_of(index) - 1, TOLD_DEREGISTER);
}

static void restart(struct lifecycle *lifecycle, size_t index) {
    while (lifecycle->first_app) {
        lifecycle->counts.ended_by_restart++;
        end_silently(lifecycle, numbered(lifecycle, lifecycle->first_app), index);
    }
}

/* Each step takes a member of the story and says what it comes to. */

static enum told_kind start(struct lifecycle *lifecycle, size_t index) {
    const struct told told = lifecycle->story->told[index];
    struct lifecycle_process *process = process_of(lifecycle, told.pid);
    lifecycle->counts.starts++;
    lifecycle->counts.native_starts += told.teller == TELLER_INIT;
    lifecycle->counts.reused_pids += process->state != NEVER_SEEN;
    if (is_alive(process)) {
        lifecycle->counts.ended_by_reuse++;
        end_silently(lifecycle, process, index);
    }
    begin(lifecycle, process, &told, STARTED);
    process->start = index;
    return TOLD_NOTHING;
}

static enum told_kind bound(struct lifecycle *lifecycle, size_t index) {
    const struct told told = lifecycle->story->told[index];
    struct lifecycle_process *process = process_of(lifecycle, told.pid);
    if (process->state == STARTED) {
        lifecycle->counts.bound++;
        process->state = REGISTERED;
    } else if (process->state == NEVER_SEEN) {
        begin(lifecycle, process, &told, REGISTERED);
    } else {
        if (process->state == REGISTERED && !process->app) { /* of the snapshot */
            process->name = told.name;
            join_apps(lifecycle, process);
        }
        return TOLD_NOTHING;
    }
    lifecycle->story->told[index].name = process->name;
    return process->left_out ? TOLD_NOTHING : TOLD_REGISTER;
}

static enum told_kind death(struct lifecycle *lifecycle, size_t index) {
    const struct told told = lifecycle->story->told[index];
    struct lifecycle_process *process = process_of(lifecycle, told.pid);
    if (process->state == DEAD || (process->state == NEVER_SEEN && told.kind == TOLD_END))
        return TOLD_NOTHING;
    lifecycle->counts.deaths++;
    if (process->state == NEVER_SEEN) {
        lifecycle->counts.deaths_without_start++;
        enter_earlier(lifecycle, process, &told);
    }
    leave(lifecycle, process, told.time_ns);
    lifecycle->story->told[index].name = process->name;
    return process->left_out ? TOLD_NOTHING : TOLD_DEREGISTER;
}

static enum told_kind exists(struct lifecycle *lifecycle, size_t index) {
    const struct told told = lifecycle->story->told[index];
    struct lifecycle_process *process = process_of(lifecycle, told.pid);
    if (!is_alive(process))
        enter_earlier(lifecycle, process, &told);
    return TOLD_NOTHING;
}

static enum told_kind step(struct lifecycle *lifecycle, size_t index) {
    switch ((enum told_kind)lifecycle->story->told[index].kind) {
    case TOLD_START: return start(lifecycle, index);
    case TOLD_BOUND: return bound(lifecycle, index);
    case TOLD_DEATH:
    case TOLD_END: return death(lifecycle, index);
    case TOLD_EXISTS: return exists(lifecycle, index);
    case TOLD_RESTART: restart(lifecycle, index); return TOLD_NOTHING;
    default: return TOLD_NOTHING;
    }
}

/* The activity manager lives in system_server: another writer is another system_server. */
static void follow_writer(struct lifecycle *lifecycle, size_t index) {
    const struct told *told = &lifecycle->story->told[index];
    if (told->kind == TOLD_NOTHING || told->writer == WRITER_NONE ||
        told->writer == lifecycle->system_server)
        return;
    int32_t writer = told->writer;
    if (lifecycle->system_server != WRITER_NONE)
        restart(lifecycle, index);
    lifecycle->system_server = writer;
}

void lifecycle_initial(struct lifecycle *lifecycle, int32_t pid) {
    struct lifecycle_process *process = process_of(lifecycle, pid);
    process->name = names_add(&lifecycle->story->names, "", 0);
    if (process->state == NEVER_SEEN)
        lifecycle->alive++;
    note_peak(lifecycle);
    process->state = REGISTERED;
}

void lifecycle_run(struct lifecycle *lifecycle) {
    struct story *story = lifecycle->story;
    size_t count = story->count;
    for (size_t i = 0; i < count; i++) {
        follow_writer(lifecycle, i);
        enum told_kind kind = step(lifecycle, i);
        story->told[i].sequence = sequence_of(i);
        story->told[i].kind = (uint8_t)kind;
    }
    for (size_t i = 0; i < lifecycle->process_count; i++)
        if (lifecycle->processes[i].state == STARTED)
            enter_unbound(lifecycle, &lifecycle->processes[i], LIMIT_TIME_NS);
    lifecycle->counts.alive = lifecycle->alive;
    lifecycle->counts.peak += lifecycle->earlier;
    story_sort(story);
}
