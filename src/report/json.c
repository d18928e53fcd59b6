/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/json.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/diag.h"
#include "base/utf8.h"

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

/* The shortest text that reads back as the same number. */
static void add_number(struct json_object *object, const char *key, double value) {
    char text[NUMBER_TEXT];
    int digits = 1;
    do
        snprintf(text, sizeof text, "%.*g", digits, value);
    while (strtod(text, NULL) != value && digits++ < 17);
    add(object, key, json_object_new_double_s(value, text));
}

static struct json_object *memory_object(const struct memory *memory) {
    struct json_object *object = new_object();
    add_text(object, "kernel", memory->kernel->name);
    add_text(object, "arch", memory_arch_name(memory->arch));
    add_integer(object, "page_size", memory->page_size);
    add(object, "huge_pages", json_object_new_boolean(memory->huge_pages));
    add_integer(object, "smallest_class", memory->smallest_class);
    add_integer(object, "element_size", memory->element_size);
    add_integer(object, "kmalloc_limit", memory->kmalloc_limit);
    add_number(object, "high_order_failure", memory->high_order_failure);
    add_number(object, "shrink_failure", memory->shrink_failure);
    add_number(object, "grow_failure", memory->grow_failure);
    return object;
}

static struct json_object *policy_object(const struct policy *policy) {
    const struct policy_definition *definition = policy->definition;
    struct json_object *object = new_object(), *parameters = new_object();
    for (size_t i = 0; i < definition->parameter_count; i++)
        add_integer(parameters, policy->parameters[i].name, policy->parameters[i].value);
    add_text(object, "policy", policy->name);
    add_text(object, "summary", definition->summary);
    add_text(object, "source", definition->source);
    add(object, "parameters", parameters);
    add_text(object, "when", definition->when->scalar);
    const struct doc_node *duration = doc_get(doc_root(definition->doc), "for");
    if (duration)
        add_text(object, "for", duration->scalar);
    add_text(object, "shrink_to", definition->shrink_to->scalar);
    return object;
}

static struct json_object *row_object(const struct row *row) {
    struct json_object *object = new_object();
    for (int i = 0; i < column_count; i++) {
        char number[NUMBER_TEXT];
        if (columns[i].text) {
            add_text(object, columns[i].name, columns[i].text(row));
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

void json_print(const struct results *results, FILE *stream) {
    const struct workload *workload = results->workload;
    const struct pass_setup *setup = &results->pass->setup;
    struct json_object *root = new_object();
    struct json_object *policies = json_object_new_array(), *rows = json_object_new_array();
    add_text(root, "version", PACKAGE_VERSION);
    add_text(root, "workload", workload->name);
    add_text(root, "kernel", workload->memory.kernel->name);
    add_integer(root, "seed", (int64_t)workload->seed);
    add(root, "memory", memory_object(&workload->memory));
    add(root, "policies", policies);
    add(root, "results", rows);
    for (size_t p = 0; p < setup->policy_count; p++)
        append(policies, policy_object(setup->policies[p]));
    for (int c = 0; c < workload->contexts.count; c++)
        for (size_t p = 0; p < setup->policy_count; p++) {
            struct row row;
            if (results_row(results, workload->contexts.rows[c], p, &row))
                append(rows, row_object(&row));
        }
    fprintf(stream, "%s\n", json_object_to_json_string_ext(root, STYLE));
    json_object_put(root);
}
