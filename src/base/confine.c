/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* O_PATH, syscall */
#include "base/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The sanitizers read /proc when the program ends. */
#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define SANITIZED
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define SANITIZED
#endif

#if defined SYS_landlock_create_ruleset && !defined SANITIZED

/* As in <linux/landlock.h>, which a distribution often has in an older version than its kernel. */
struct ruleset {
    uint64_t files, net, scopes;
};
struct __attribute__((packed)) rule {
    uint64_t allowed;
    int32_t parent;
};
enum { ASK_VERSION = 1, RULE_BELOW = 1 };
enum {
    WRITE_FILE = 1 << 1,
    READ_FILE = 1 << 2,
    READ_FOLDER = 1 << 3,
    REMOVE_FILE = 1 << 5,
    MAKE_FILE = 1 << 8,
    TRUNCATE = 1 << 14,
};
enum { BIND_TCP = 1 << 0, CONNECT_TCP = 1 << 1, ABSTRACT_SOCKETS = 1 << 0, SIGNALS = 1 << 1 };

/* The number of kinds of file access per version of Landlock, from version 1 on. */
static const int kinds[] = {0, 13, 14, 15, 15, 16};
enum { KINDS = sizeof kinds / sizeof *kinds, WITH_NET = 4, WITH_SCOPES = 6 };

static const uint64_t rights[] = {
    [CONFINE_READ] = READ_FILE | READ_FOLDER,
    [CONFINE_REPLACE] = REMOVE_FILE | MAKE_FILE,
    [CONFINE_SCRATCH] = READ_FILE | WRITE_FILE | TRUNCATE | REMOVE_FILE | MAKE_FILE,
};

void confine_init(struct confine *confine) {
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, ASK_VERSION);
    *confine = (struct confine){.rules = -1};
    if (version > 0) {
        confine->handled = (UINT64_C(1) << kinds[version < KINDS ? version : KINDS - 1]) - 1;
        const struct ruleset ruleset = {
            .files = confine->handled,
            .net = version >= WITH_NET ? BIND_TCP | CONNECT_TCP : 0,
            .scopes = version >= WITH_SCOPES ? ABSTRACT_SOCKETS | SIGNALS : 0,
        };
        confine->rules = (int)syscall(SYS_landlock_create_ruleset, &ruleset, sizeof ruleset, 0);
    }
    if (confine->rules < 0)
        confine->problem = errno;
}

/* A missing rule would make the program fail later, so the process stays unconfined. */
static void give_up(struct confine *confine) {
    confine->problem = errno;
    close(confine->rules);
    confine->rules = -1;
}

void confine_allow(struct confine *confine, const char *path, enum confine_right right) {
    struct stat status;
    if (confine->rules < 0)
        return;
    int file = open(path, O_PATH | O_CLOEXEC);
    if (file < 0) {
        if (errno == EMFILE || errno == ENFILE || errno == ENOMEM)
            give_up(confine);
        return;
    }
    uint64_t allowed = rights[right] & confine->handled;
    if (fstat(file, &status) == 0 && !S_ISDIR(status.st_mode))
        allowed &= (uint64_t)(WRITE_FILE | READ_FILE | TRUNCATE);
    const struct rule rule = {allowed, file};
    /* EBADFD: the file is in no file system (a pipe in /dev/fd), and Landlock does not restrict
     * it. */
    if (syscall(SYS_landlock_add_rule, confine->rules, RULE_BELOW, &rule, 0) != 0 &&
        errno != EBADFD)
        give_up(confine);
    close(file);
}

bool confine_enter(struct confine *confine) {
    if (confine->rules < 0)
        return false;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        syscall(SYS_landlock_restrict_self, confine->rules, 0) != 0) {
        give_up(confine);
        return false;
    }
    close(confine->rules);
    return true;
}

const char *confine_reason(const struct confine *confine) {
    return confine->problem == ENOSYS       ? "the kernel has no Landlock"
           : confine->problem == EOPNOTSUPP ? "Landlock is switched off"
                                            : strerror(confine->problem);
}

#else

void confine_init(struct confine *confine) {
    *confine = (struct confine){.rules = -1};
}

void confine_allow(struct confine *confine, const char *path, enum confine_right right) {
    (void)confine;
    (void)path;
    (void)right;
}

bool confine_enter(struct confine *confine) {
    (void)confine;
    return false;
}

const char *confine_reason(const struct confine *confine) {
    (void)confine;
#ifdef SANITIZED
    return NULL;
#else
    return "kvsim was built without Landlock";
#endif
}

#endif
