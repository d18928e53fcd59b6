/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/completion.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/array.h"
#include "base/data.h"
#include "base/limits.h"
#include "base/names.h"
#include "base/utf8.h"
#include "cli/catalog.h"
#include "cli/options.h"
#include "cli/settings.h"
#include "model/machine.h"
#include "policy/goal.h"
#include "policy/policy.h"
#include "results/column.h"
#include "results/field.h"
#include "workload/memkeys.h"
#include "workload/vary.h"

struct completion {
    FILE *stream;
    const char *workload; /* the last one on the command line, or NULL */
    const char *results;  /* suffixes for --results, if given: operands are files of it too */
    const char *word;
    size_t done;     /* bytes of the word before what is offered */
    const char *end; /* suffix of what is offered */
};

static const char *rest(const struct completion *completion) {
    return completion->word + completion->done;
}

/* Offers a name that continues the word. */
static void offer(void *state, const char *name, const char *summary) {
    const struct completion *completion = state;
    bool plain = name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                   "0123456789-_.=:")] == '\0';
    if (!plain || strncmp(name, rest(completion), strlen(rest(completion))) != 0)
        return;
    fwrite(completion->word, 1, completion->done, completion->stream);
    fprintf(completion->stream, "%s%s\t", name, completion->end);
    utf8_show(completion->stream, summary, strlen(summary));
    fputc('\n', completion->stream);
}

static void offer_list(struct completion *completion, const char *list) {
    catalog_members(list, &(struct catalog_taker){offer, completion});
}

static void offer_files(const struct completion *completion, const char *suffixes) {
    fprintf(completion->stream, "/\t%s\t%.*s\n", suffixes, (int)completion->done, completion->word);
}

/* Goes on to complete what follows this byte of the word.  Returns false, with nothing changed, for
 * NULL. */
static bool go_behind(struct completion *completion, const char *at) {
    if (at)
        completion->done = (size_t)(at - completion->word) + 1;
    return at != NULL;
}

/* Whether a name is of no file that would keep the shell waiting, as a pipe does. */
static bool is_harmless(const char *name) {
    struct stat status;
    return stat(name, &status) != 0 || S_ISREG(status.st_mode);
}

/* Parameters of policies */

static bool is_given(const char *policy, const char *parameter) {
    size_t bytes = strlen(parameter);
    for (const char *at = policy; (at = strchr(at, ':')); at++)
        if (strncmp(at + 1, parameter, bytes) == 0 && at[bytes + 1] == '=')
            return true;
    return false;
}

static struct policy_definition *read_definition(const char *text, size_t bytes) {
    char *name = array_text(text, bytes);
    char *path = strchr(name, '/') ? array_text(name, bytes) : data_find("policies", name);
    struct policy_definition *definition =
        path && is_harmless(path) ? policy_definition_read(path) : NULL;
    free(path);
    free(name);
    return definition;
}

/* Offers parameters after "NAME:": one more, or the default of the last one. */
static void offer_parameters(struct completion *completion, const char *policy) {
    const char *colon = strrchr(policy, ':'), *equals = strchr(colon, '=');
    struct policy_definition *definition = read_definition(policy, strcspn(policy, ":"));
    go_behind(completion, equals ? equals : colon);
    completion->end = equals ? "" : "=";
    for (size_t i = 0; definition && i < definition->parameter_count; i++) {
        const struct parameter *parameter = &definition->defaults[i];
        char value[NUMBER_TEXT];
        policy_write_value(value, parameter);
        if (equals && strncmp(colon + 1, parameter->name, (size_t)(equals - colon - 1)) == 0 &&
            strlen(parameter->name) == (size_t)(equals - colon - 1))
            offer(completion, value, "the default");
        else if (!equals && !is_given(policy, parameter->name))
            offer(completion, parameter->name, value);
    }
    policy_definition_free(definition);
}

static void offer_costs(struct completion *completion, const char *policy) {
    if (strchr(policy, '='))
        return;
    go_behind(completion, strrchr(policy, ':'));
    completion->end = "=";
    for (enum goal goal = 0; goal < GOALS; goal++)
        offer(completion, goal_cost(goal), "largest number of them");
}

/* Offers a policy: its name, and once that is complete, its parameters too. */
static void offer_policy(struct completion *completion) {
    const char *policy = rest(completion);
    size_t name = strcspn(policy, ":");
    bool optimum = name == strlen(POLICY_OPTIMUM) && strncmp(policy, POLICY_OPTIMUM, name) == 0;
    if (policy[name] == ':') {
        if (optimum)
            offer_costs(completion, policy);
        else
            offer_parameters(completion, policy);
        return;
    }
    offer_list(completion, "policies");
    offer(completion, POLICY_OPTIMUM, "the lower bound of any policy");
    struct policy_definition *definition = optimum ? NULL : read_definition(policy, name);
    if (optimum || (definition && definition->parameter_count > 0)) {
        completion->end = ":";
        offer(completion, policy, "with parameters");
    }
    policy_definition_free(definition);
}

/* Other values */

static void offer_figures(struct completion *completion) {
    for (int i = 0; i < column_count; i++)
        if (columns[i].figure && !columns[i].of_optimum)
            offer(completion, columns[i].name, columns[i].summary);
}

/* Offers columns for the parameters of kvsim's own policies, without duplicates. */
static void offer_parameter_columns(struct completion *completion) {
    char **policies;
    size_t count;
    struct names known = {0};
    if (!data_list("policies", &policies, &count))
        return;
    for (size_t p = 0; p < count; p++) {
        struct policy_definition *definition = read_definition(policies[p], strlen(policies[p]));
        for (size_t i = 0; definition && i < definition->parameter_count; i++) {
            char column[sizeof FIELD_NAME_PARAMETERS + LIMIT_NAME_BYTES];
            const char *name = definition->defaults[i].name;
            size_t before = known.count;
            names_add(&known, name, strlen(name));
            snprintf(column, sizeof column, FIELD_NAME_PARAMETERS "%s", name);
            if (known.count > before)
                offer(completion, column, "the value of a policy's parameter");
        }
        policy_definition_free(definition);
    }
    names_fini(&known);
    data_free_list(policies, count);
}

static void offer_columns(struct completion *completion) {
    offer_list(completion, "columns");
    offer(completion, FIELD_NAME_OF_POLICY, "the policy's name without parameters");
    offer_parameter_columns(completion);
}

/* COLUMN=POLICY */
static void offer_bound(struct completion *completion) {
    if (go_behind(completion, strchr(rest(completion), '='))) {
        offer_policy(completion);
        return;
    }
    completion->end = "=";
    offer_figures(completion);
}

static bool is_boolean(const char *setting, size_t bytes) {
    static const char above[] = "memory.";
    size_t start = strlen(above);
    for (int i = 0; strncmp(setting, above, start) == 0 && i < memkey_count; i++)
        if (strlen(memkeys[i].name) == bytes - start &&
            strncmp(memkeys[i].name, setting + start, bytes - start) == 0)
            return memkeys[i].read == schema_boolean;
    return false;
}

/* Offers a key that can be varied. */
static void offer_varied(void *state, const char *name, const char *summary) {
    if (vary_takes(name))
        offer(state, name, summary);
}

/* KEY=VALUE, by a function that offers a key. */
static void offer_setting(struct completion *completion,
                          void (*offer_key)(void *, const char *, const char *)) {
    const char *key = rest(completion);
    const char *equals = strchr(key, '=');
    if (!equals) {
        completion->end = "=";
        settings_list(completion->workload, &(struct catalog_taker){offer_key, completion});
        return;
    }
    go_behind(completion, equals);
    if (strncmp(key, "memory.kernel=", (size_t)(equals - key) + 1) == 0)
        offer_list(completion, "kernels");
    else if (is_boolean(key, (size_t)(equals - key))) {
        offer(completion, "true", "");
        offer(completion, "false", "");
    } else if (strncmp(key, "memory.arch=", (size_t)(equals - key) + 1) == 0)
        for (enum arch arch = ARCH_X86_64; arch <= ARCH_ARM64; arch++)
            offer(completion, machine_arch_name(arch), "");
}

static void offer_value(struct completion *completion, const struct option_values *values) {
    const char *suffixes = values->suffixes;
    switch (values->form) {
    case OPTION_ANY: break;
    case OPTION_MEMBER: offer_list(completion, values->list); break;
    case OPTION_WORD: values->words(&(struct catalog_taker){offer, completion}); break;
    case OPTION_BOUND: offer_bound(completion); break;
    case OPTION_SETTING: offer_setting(completion, offer); break;
    case OPTION_AXIS: offer_setting(completion, offer_varied); break;
    case OPTION_POLICY: offer_policy(completion); break;
    case OPTION_COLUMNS:
        go_behind(completion, strrchr(rest(completion), ','));
        offer_columns(completion);
        break;
    case OPTION_FIGURES:
        go_behind(completion, strrchr(rest(completion), ','));
        offer_figures(completion);
        break;
    case OPTION_POLICIES:
        go_behind(completion, strrchr(rest(completion), ','));
        if (strchr(rest(completion), ':'))
            suffixes = NULL;
        else
            offer(completion, "all", "every policy shipped with kvsim");
        offer_policy(completion);
        break;
    }
    if (suffixes)
        offer_files(completion, suffixes);
}

static void offer_option(void *state, const char *name, const char *summary) {
    char word[64];
    snprintf(word, sizeof word, "--%s", name);
    offer(state, word, summary);
}

/* Notes the value of an option on the command line. */
static void note(struct completion *completion, const struct option_values *values,
                 const char *value) {
    if (strcmp(values->name, "workload") == 0 && strcmp(value, "-") != 0)
        completion->workload = is_harmless(value) ? value : NULL;
    else if (strcmp(values->name, "results") == 0)
        completion->results = values->suffixes;
}

void completion_print(char **words, size_t count, FILE *stream) {
    struct completion completion = {.stream = stream, .word = "", .end = ""};
    struct option_values values = {.name = NULL};
    const char *value = NULL;
    bool awaited = false; /* the next word is the value of the option before it */
    for (size_t i = 0; i + 1 < count; i++) {
        if (awaited)
            value = words[i];
        bool named = awaited || options_find_values(words[i], &values, &value);
        awaited = named && !value;
        if (named && value)
            note(&completion, &values, value);
    }
    if (count > 0)
        completion.word = words[count - 1];
    if (completion.word[strcspn(completion.word, "\t\n")])
        return; /* no line could hold it */
    if (!awaited && options_find_values(completion.word, &values, &value) && value) {
        completion.done = (size_t)(value - completion.word);
        awaited = true;
    }
    if (awaited)
        offer_value(&completion, &values);
    else if (completion.results && *completion.word != '-')
        offer_files(&completion, completion.results);
    else
        options_list(OPTIONS_ALL, offer_option, &completion);
}
