/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _DEFAULT_SOURCE /* DT_LNK */
#include "base/data.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/array.h"
#include "base/confine.h"
#include "base/diag.h"

static const char suffix[] = ".yaml";

static char *folder_path;

static char *join(const char *folder, const char *name, const char *end) {
    size_t bytes = strlen(folder) + strlen(name) + strlen(end) + 2;
    char *path = array_new(bytes, 1);
    snprintf(path, bytes, "%s/%s%s", folder, name, end);
    return path;
}

bool data_is_file(const char *path) {
    struct stat status;
    if (stat(path, &status) == 0)
        return !S_ISDIR(status.st_mode);
    bool absent = errno == ENOENT || errno == ENOTDIR || errno == EACCES || errno == ELOOP ||
                  errno == ENAMETOOLONG;
    if (!absent)
        diag_system("%s: %s", path, strerror(errno));
    return false;
}

/* Returns the folder of a program called by its path, or NULL.  The caller frees it. */
static char *folder_of(const char *program) {
    const char *slash = strrchr(program, '/');
    return slash ? array_text(program, (size_t)(slash - program)) : NULL;
}

/* A program's folder, when that is a build folder. */
static char *build_folder(const char *program) {
    char *folder = folder_of(program);
    char *mark = folder ? join(folder, "config.status", "") : NULL;
    bool built_here = mark && data_is_file(mark);
    free(mark);
    if (built_here)
        return folder;
    free(folder);
    return NULL;
}

/* Returns the data folder of the installed tree, wherever that tree is now. */
static char *tree_folder(const char *program) {
    char *folder = folder_of(program);
    char *data = folder ? join(folder, "../share/" PACKAGE, "") : NULL;
    struct stat status;
    bool there = data && stat(data, &status) == 0 && S_ISDIR(status.st_mode);
    free(folder);
    if (there)
        return data;
    free(data);
    return NULL;
}

void data_init(const char *program) {
    const char *named = getenv("KVSIM_DATADIR");
    char *self = named && *named ? NULL : realpath("/proc/self/exe", NULL);
    if (named && *named)
        folder_path = array_text(named, strlen(named));
    else
        folder_path = build_folder(program);
    if (!folder_path && self)
        folder_path = build_folder(self);
    if (!folder_path && self)
        folder_path = tree_folder(self);
    free(self);
    if (!folder_path)
        folder_path = array_text(PKGDATADIR, strlen(PKGDATADIR));
}

void data_fini(void) {
    free(folder_path);
    folder_path = NULL;
}

void data_allow(struct confine *confine, const char *folder) {
    char *path = join(folder_path, folder, "");
    confine_allow(confine, path, CONFINE_READ);
    DIR *directory = opendir(path);
    for (struct dirent *entry; directory && (entry = readdir(directory));)
        if (entry->d_name[0] != '.' && (entry->d_type == DT_LNK || entry->d_type == DT_UNKNOWN)) {
            char *file = join(path, entry->d_name, "");
            confine_allow(confine, file, CONFINE_READ);
            free(file);
        }
    if (directory)
        closedir(directory);
    free(path);
}

static char *find(const char *folder, const char *name, const char *end) {
    char *parent = join(folder_path, folder, "");
    char *path = join(parent, name, end);
    free(parent);
    if (data_is_file(path))
        return path;
    free(path);
    return NULL;
}

char *data_find(const char *folder, const char *name) {
    return find(folder, name, suffix);
}

char *data_find_here(const char *name) {
    size_t bytes = strlen(name) + sizeof suffix;
    char *path = array_new(bytes, 1);
    snprintf(path, bytes, "%s%s", name, suffix);
    if (data_is_file(path))
        return path;
    free(path);
    return NULL;
}

char *data_find_file(const char *folder, const char *file) {
    return find(folder, file, "");
}

static int by_name(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

bool data_list(const char *folder, char ***names, size_t *count) {
    char *path = join(folder_path, folder, "");
    DIR *directory = opendir(path);
    if (!directory) {
        diag_file(path);
        diag_hint("without an installation, set KVSIM_DATADIR to the data folder");
        free(path);
        return false;
    }
    size_t room = 0;
    *names = NULL;
    *count = 0;
    errno = 0;
    for (struct dirent *entry; (entry = readdir(directory)); errno = 0) {
        size_t bytes = strlen(entry->d_name);
        if (bytes <= strlen(suffix) || entry->d_name[0] == '.' ||
            strcmp(entry->d_name + bytes - strlen(suffix), suffix) != 0)
            continue;
        *names = array_grow(*names, *count, &room, sizeof **names);
        (*names)[(*count)++] = array_text(entry->d_name, bytes - strlen(suffix));
    }
    bool fine = errno == 0;
    if (!fine)
        diag_system("%s: %s", path, strerror(errno));
    closedir(directory);
    free(path);
    if (!fine) {
        data_free_list(*names, *count);
        return false;
    }
    if (*count > 1)
        qsort(*names, *count, sizeof **names, by_name);
    return true;
}

void data_free_list(char **names, size_t count) {
    for (size_t i = 0; i < count; i++)
        free(names[i]);
    free(names);
}

char *data_beside(const char *path, const char *file) {
    const char *slash = path ? strrchr(path, '/') : NULL;
    if (file[0] == '/' || !slash)
        return array_text(file, strlen(file));
    size_t folder = (size_t)(slash - path) + 1;
    char *joined = array_new(folder + strlen(file) + 1, 1);
    memcpy(joined, path, folder);
    strcpy(joined + folder, file);
    return joined;
}
