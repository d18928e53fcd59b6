/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/json.h"

#include <json-c/json.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/diag.h"
#include "base/utf8.h"
#include "report/results.h"
#include "workload/memkeys.h"

enum { STYLE = JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED | JSON_C_TO_STRING_NOSLASHESCAPE };

static void add(struct json_object *object, const char *key, struct json_object *value) {
    if (!value || json_object_object_add(object, key, value) != 0)
        diag_no_memory();
}

/* JSON is UTF-8: a byte that is none becomes U+FFFD. */
static void add_text(struct json_object *object, const char *key, const char *text) {
    static const char replacement[] = "\xef\xbf\xbd";
    size_t bytes = strlen(text), filled = 0;
    char *clean = array_new(bytes * strlen(replacement) + 1, 1);
    for (size_t at = 0; at < bytes;) {
        size_t length = utf8_length(text + at, bytes - at);
        const char *from = length > 0 ? text + at : replacement;
        size_t count = length > 0 ? length : strlen(replacement);
        memcpy(clean + filled, from, count);
        filled += count;
        at += length > 0 ? length : 1;
    }
    add(object, key, json_object_new_string_len(clean, (int)filled));
    free(clean);
}

static void add_integer(struct json_object *object, const char *key, int64_t value) {
    add(object, key, json_object_new_int64(value));
}

static struct json_object *new_object(void) {
    struct json_object *object = json_object_new_object();
    if (!object)
        diag_no_memory();
    return object;
}

/* The shortest text that reads back as the same number, without an exponent where it is whole. */
static void add_number(struct json_object *object, const char *key, double value) {
    char text[NUMBER_TEXT];
    int digits = 1;
    for (double rest = fabs(value); rest >= 10 && digits < 15; rest /= 10)
        digits++;
    do
        snprintf(text, sizeof text, "%.*g", digits, value);
    while (strtod(text, NULL) != value && digits++ < 17);
    add(object, key, json_object_new_double_s(value, text));
}

static struct json_object *memory_object(const struct machine *machine) {
    struct json_object *object = new_object();
    for (const struct schema_key *key = memkeys; key < memkeys + memkey_count; key++) {
        struct memkeys_value value = memkeys_value(machine, key);
        switch (value.kind) {
        case MEMKEYS_TEXT: add_text(object, key->name, value.text); break;
        case MEMKEYS_INTEGER: add_integer(object, key->name, value.integer); break;
        case MEMKEYS_NUMBER: add_number(object, key->name, value.number); break;
        case MEMKEYS_TRUTH: add(object, key->name, json_object_new_boolean(value.truth)); break;
        }
    }
    return object;
}

static struct json_object *policy_object(const struct policy *policy) {
    const struct policy_definition *definition = policy->definition;
    struct json_object *object = new_object(), *parameters = new_object();
    for (size_t i = 0; i < definition->parameter_count; i++)
        add_integer(parameters, policy->rule->parameters[i].name,
                    policy->rule->parameters[i].value);
    add_text(object, "policy", policy->rule->name);
    add_text(object, "summary", definition->summary);
    add_text(object, "source", definition->source);
    add(object, "parameters", parameters);
    add_text(object, "when", definition->when->scalar);
    if (definition->for_text)
        add_text(object, "for", definition->for_text);
    add_text(object, "shrink_to", definition->shrink_to->scalar);
    return object;
}

static void add_varied(struct json_object *object, const struct results *results, size_t workload) {
    for (size_t k = 0; k < results->setup.vary->count; k++)
        add_text(object, results->setup.vary->axes[k].key, results_varied(results, workload, k));
}

static struct json_object *row_object(const struct row *row, const struct results *results,
                                      size_t workload) {
    struct json_object *object = new_object();
    for (int i = 0; i < column_count; i++) {
        char number[NUMBER_TEXT];
        if (columns[i].text) {
            add_text(object, columns[i].name, columns[i].text(row));
            if (i == 0)
                add_varied(object, results, workload);
            continue;
        }
        columns[i].number(row, number);
        if (strchr(number, '.'))
            add(object, columns[i].name, json_object_new_double_s(strtod(number, NULL), number));
        else
            add_integer(object, columns[i].name, strtoll(number, NULL, 10));
    }
    return object;
}

static void append(struct json_object *array, struct json_object *object) {
    if (json_object_array_add(array, object) != 0)
        diag_no_memory();
}

/* What is collected until the end. */
struct json {
    struct json_object *root, *rows;
};

static struct json_object *new_array(void) {
    struct json_object *array = json_object_new_array();
    if (!array)
        diag_no_memory();
    return array;
}

/* What made the rows of a workload. */
static void add_origin(struct json_object *object, const struct results *results, size_t workload) {
    const struct workload *of = results->setup.workloads[workload];
    add_text(object, "workload", of->name);
    add_varied(object, results, workload);
    add_text(object, "kernel", of->machine.kernel->name);
    add_integer(object, "seed", (int64_t)of->seed);
    add(object, "memory", memory_object(&of->machine));
}

void json_begin(struct results *results) {
    struct json *json = array_new(1, sizeof *json);
    results->state = json;
    json->root = new_object();
    json->rows = new_array();
    add_text(json->root, "version", PACKAGE_VERSION);
    add_origin(json->root, results, 0);
    if (results->setup.workload_count > 1) {
        struct json_object *workloads = new_array();
        add(json->root, "workloads", workloads);
        for (size_t w = 0; w < results->setup.workload_count; w++) {
            struct json_object *workload = new_object();
            add_origin(workload, results, w);
            append(workloads, workload);
        }
    }
    struct json_object *policies = new_array();
    add(json->root, "policies", policies);
    for (size_t p = 0; p < results->setup.policy_count; p++)
        append(policies, policy_object(results->setup.policies[p]));
    add(json->root, "results", json->rows);
}

void json_take(struct results *results, const struct cell *cell) {
    const struct json *json = results->state;
    struct row row;
    for (int c = 0; c < cell->context_count; c++)
        for (size_t p = 0; p < cell->policy_count; p++)
            if (results_row(cell, c, p, &row))
                append(json->rows, row_object(&row, results, cell->variant));
}

static void add_null(struct json_object *object, const char *key) {
    if (json_object_object_add(object, key, NULL) != 0)
        diag_no_memory();
}

static void add_estimate(struct json_object *object, const char *key,
                         const struct estimate *estimate) {
    struct json_object *pair = new_object();
    add_number(pair, "mean", estimate->mean);
    if (isinf(estimate->half_width))
        add_null(pair, "half_width");
    else
        add_number(pair, "half_width", estimate->half_width);
    add_integer(pair, "count", (int64_t)estimate->count);
    add(object, key, pair);
}

/* The means of a lane, and what they differ by from those of the baseline. */
static struct json_object *summary_object(const struct results *results, size_t workload,
                                          int context, size_t policy) {
    const struct summary *summary = results->summaries[workload];
    struct json_object *object = new_object(), *means = new_object(), *differences = new_object();
    struct estimate value = summary_value(summary, context, policy, column_first_figure);
    add_text(object, "workload", results->setup.workloads[workload]->name);
    add_varied(object, results, workload);
    add_text(object, "context", summary->contexts[context]);
    add_text(object, "policy", results->setup.policies[policy]->rule->name);
    add_integer(object, "replications", (int64_t)value.count);
    for (int k = column_first_figure; k < column_count; k++) {
        value = summary_value(summary, context, policy, k);
        struct estimate difference = summary_difference(summary, context, policy, k);
        if (value.count > 0)
            add_estimate(means, columns[k].name, &value);
        if (difference.count > 0)
            add_estimate(differences, columns[k].name, &difference);
    }
    add(object, "means", means);
    if (results->setup.baseline >= 0)
        add(object, "differences", differences);
    else
        json_object_put(differences);
    return object;
}

static bool is_summed_up(const struct results *results) {
    for (size_t w = 0; w < results->setup.workload_count; w++)
        if (results->summaries[w] && results->summaries[w]->replications > 1)
            return true;
    return results->setup.baseline >= 0;
}

static void add_summaries(struct results *results) {
    const struct json *json = results->state;
    struct json_object *summaries = new_array();
    if (results->setup.baseline >= 0)
        add_text(json->root, "baseline",
                 results->setup.policies[results->setup.baseline]->rule->name);
    add(json->root, "summary", summaries);
    for (size_t w = 0; w < results->setup.workload_count; w++) {
        const struct summary *summary = results->summaries[w];
        for (int c = 0; summary && c < summary->context_count; c++)
            for (size_t p = 0; p < summary->policy_count; p++)
                append(summaries, summary_object(results, w, c, p));
    }
}

void json_end(struct results *results) {
    const struct json *json = results->state;
    if (is_summed_up(results))
        add_summaries(results);
    fprintf(results->setup.stream, "%s\n", json_object_to_json_string_ext(json->root, STYLE));
}

void json_fini(struct results *results) {
    const struct json *json = results->state;
    json_object_put(json->root);
}
