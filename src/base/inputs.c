/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/inputs.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "base/diag.h"

struct file {
    dev_t device;
    ino_t inode;
};

struct files {
    struct file *members;
    size_t count, room;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct files inputs, places;

/* The index of a file, or the count. */
static size_t find(const struct files *files, const struct stat *file) {
    size_t i = 0;
    while (i < files->count &&
           (files->members[i].device != file->st_dev || files->members[i].inode != file->st_ino))
        i++;
    return i;
}

static void add(struct files *files, const struct stat *file) {
    files->members = array_grow(files->members, files->count, &files->room, sizeof *files->members);
    files->members[files->count++] = (struct file){file->st_dev, file->st_ino};
}

static bool refuse(const char *name) {
    diag_error("%s is an input and would be overwritten", name);
    return false;
}

static bool add_input(const struct stat *file, const char *name) {
    if (!S_ISREG(file->st_mode))
        return true;
    pthread_mutex_lock(&mutex);
    bool reserved = find(&places, file) < places.count;
    if (!reserved && find(&inputs, file) == inputs.count)
        add(&inputs, file);
    pthread_mutex_unlock(&mutex);
    return !reserved || refuse(name);
}

bool inputs_add(int descriptor, const char *name) {
    struct stat file;
    return fstat(descriptor, &file) != 0 || add_input(&file, name);
}

bool inputs_add_path(const char *path) {
    struct stat file;
    if (strcmp(path, "-") == 0)
        return inputs_add(STDIN_FILENO, "standard input");
    return stat(path, &file) != 0 || add_input(&file, path);
}

bool inputs_reserve(const struct stat *place, const char *name) {
    pthread_mutex_lock(&mutex);
    bool is_input = find(&inputs, place) < inputs.count;
    if (!is_input)
        add(&places, place);
    pthread_mutex_unlock(&mutex);
    return !is_input || refuse(name);
}

void inputs_release(const struct stat *place) {
    pthread_mutex_lock(&mutex);
    size_t i = find(&places, place);
    if (i < places.count)
        places.members[i] = places.members[--places.count];
    pthread_mutex_unlock(&mutex);
}

void inputs_fini(void) {
    free(inputs.members);
    free(places.members);
    inputs = places = (struct files){0};
}
