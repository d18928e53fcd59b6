/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/json.h"

#include <assert.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/diag.h"
#include "base/scratch.h"
#include "base/utf8.h"
#include "report/worstcase.h"
#include "results/results.h"
#include "workload/memkeys.h"

/* Objects */

static void add(struct json_object *object, const char *key, struct json_object *value) {
    if (!value || json_object_object_add(object, key, value) != 0)
        diag_no_memory();
}

/* JSON is UTF-8: a byte that is not becomes U+FFFD. */
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

static void add_null(struct json_object *object, const char *key) {
    if (json_object_object_add(object, key, NULL) != 0)
        diag_no_memory();
}

/*
 * json-c's other hash takes a seed, which up to 0.15 it reads from /dev/urandom: out of reach once
 * the process has given up its rights.  Keys are few.
 */
static struct json_object *new_object(void) {
    json_global_set_string_hash(JSON_C_STR_HASH_PERLLIKE);
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

/* Adds a number that is printed as this text. */
static void add_decimal(struct json_object *object, const char *key, const char *text) {
    add(object, key, json_object_new_double_s(0, text));
}

/* A value of a figure, without the zeros at its end. */
static void add_value(struct json_object *object, const char *key, number_i128 value,
                      int decimals) {
    char text[NUMBER_TEXT];
    number_write(text, value, decimals);
    number_shorten(text);
    add_decimal(object, key, text);
}

/* Writes a number in place of its text "d.ddde+dd", whose exponent is beyond its digits. */
static void spell_out(char text[NUMBER_TEXT], char *exponent) {
    char *point = strchr(text, '.'), *end = exponent;
    size_t zeros = (size_t)strtol(exponent + strlen("e+"), NULL, 10);
    if (point) {
        zeros -= (size_t)(exponent - point) - 1;
        memmove(point, point + 1, (size_t)(exponent - point) - 1);
        end--;
    }
    assert((size_t)(end - text) + zeros < NUMBER_TEXT);
    memset(end, '0', zeros);
    end[zeros] = '\0';
}

/* A computed number, whose last bits may differ between machines: twelve digits.
 */
static void add_rounded(struct json_object *object, const char *key, double value) {
    char text[NUMBER_TEXT];
    snprintf(text, sizeof text, "%.12g", value);
    char *exponent = strstr(text, "e+");
    if (exponent)
        spell_out(text, exponent);
    add_decimal(object, key, text);
}

static struct json_object *memory_object(const struct machine *machine) {
    struct json_object *object = new_object();
    for (const struct schema_key *key = memkeys; key < memkeys + memkey_count; key++) {
        if (!memkeys_applies(machine, key))
            continue;
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
    if (rule_is_planned(policy->rule))
        return object;
    add_text(object, "when", definition->when->scalar);
    if (definition->for_node)
        add_text(object, "for", definition->for_node->scalar);
    add_text(object, "shrink_to", definition->shrink_to->scalar);
    return object;
}

static void add_varied(struct json_object *object, const struct results *results, size_t workload) {
    for (size_t k = 0; k < results->setup.vary->count; k++)
        add_text(object, results->setup.vary->axes[k].key, results_varied(results, workload, k));
}

static struct json_object *row_object(const struct row *row, const struct results *results,
                                      const struct fields *fields, size_t workload) {
    struct json_object *object = new_object();
    for (const struct field *field = fields->items; field < fields->items + fields->count;
         field++) {
        char number[NUMBER_TEXT];
        const char *text = field_text(field, results, workload, row, number);
        if (!field_is_number(field))
            add_text(object, field->name, text);
        else if (*text)
            add_decimal(object, field->name, text);
        else
            add_null(object, field->name);
    }
    return object;
}

/* The origin of a workload's rows. */
static void add_origin(struct json_object *object, const struct results *results, size_t workload) {
    const struct workload *of = results->setup.workloads[workload];
    add_text(object, "workload", of->name);
    add_varied(object, results, workload);
    add_text(object, "kernel", of->machine.kernel->name);
    if (results_random(results, workload))
        add_integer(object, "seed", (int64_t)of->seed);
    else
        add_null(object, "seed");
    add(object, "memory", memory_object(&of->machine));
}

static void add_estimate(struct json_object *object, const char *key,
                         const struct estimate *estimate) {
    struct json_object *pair = new_object();
    if (estimate->exact)
        add_value(pair, "mean", estimate->sum / (number_i128)estimate->count, estimate->decimals);
    else
        add_rounded(pair, "mean", estimate->mean);
    if (isinf(estimate->half_width))
        add_null(pair, "half_width");
    else
        add_rounded(pair, "half_width", estimate->half_width);
    add_integer(pair, "count", (int64_t)estimate->count);
    add(object, key, pair);
}

/* The means of a lane, and their paired differences from the baseline. */
static struct json_object *summary_object(const struct results *results,
                                          const struct fields *fields, size_t workload, int context,
                                          size_t policy) {
    const struct summary *summary = results->summaries[workload];
    struct json_object *object = new_object(), *means = new_object(), *differences = new_object();
    struct estimate value = summary_value(summary, context, policy, column_first_figure);
    add_text(object, "workload", results->setup.workloads[workload]->name);
    add_varied(object, results, workload);
    add_text(object, "context", summary->contexts[context].name);
    add_text(object, "policy", results->setup.policies[policy]->rule->name);
    add_integer(object, "replications", (int64_t)value.count);
    for (size_t i = 0; i < fields->count; i++) {
        int k = field_figure(&fields->items[i]);
        if (k < 0)
            continue;
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

/* Text.  The layout is our own, so it is the same with every version of json-c, and nothing is lost
 * when there is no memory for it. */

/* A string as json-c writes it, without its quotes. */
static size_t escaped_length(const char *text, size_t bytes) {
    size_t length = 0;
    for (size_t i = 0; i < bytes; i++) {
        bool named = text[i] != '\0' && strchr("\"\\\b\f\n\r\t", text[i]);
        length += named ? 2 : (unsigned char)text[i] < ' ' ? strlen("\\u0000") : 1;
    }
    return length;
}

static void write_string(FILE *stream, struct json_object *string) {
    const char *text = json_object_get_string(string);
    size_t bytes = (size_t)json_object_get_string_len(string);
    size_t wanted = escaped_length(text, bytes);
    if (wanted == bytes) {
        fprintf(stream, "\"%s\"", text);
        return;
    }
    const char *escaped = json_object_to_json_string_ext(string, JSON_C_TO_STRING_NOSLASHESCAPE);
    if (!escaped || strlen(escaped) != wanted + strlen("\"\""))
        diag_no_memory();
    fputs(escaped, stream);
}

static void write_value(FILE *stream, struct json_object *value, int level);

static void indent(FILE *stream, int level) {
    fprintf(stream, "\n%*s", 2 * level, "");
}

/* The members of an object, each on a line. */
static void write_members(FILE *stream, struct json_object *object, int level) {
    struct json_object_iterator at = json_object_iter_begin(object);
    struct json_object_iterator end = json_object_iter_end(object);
    for (bool first = true; !json_object_iter_equal(&at, &end); first = false) {
        struct json_object *key = json_object_new_string(json_object_iter_peek_name(&at));
        if (!key)
            diag_no_memory();
        fputs(first ? "" : ",", stream);
        indent(stream, level);
        write_string(stream, key);
        fputs(": ", stream);
        write_value(stream, json_object_iter_peek_value(&at), level);
        json_object_put(key);
        json_object_iter_next(&at);
    }
}

static void write_value(FILE *stream, struct json_object *value, int level) {
    switch (json_object_get_type(value)) {
    case json_type_null: fputs("null", stream); break;
    case json_type_boolean: fputs(json_object_get_boolean(value) ? "true" : "false", stream); break;
    case json_type_int: fprintf(stream, "%" PRId64, json_object_get_int64(value)); break;
    case json_type_double: fputs(json_object_get_userdata(value), stream); break; /* its text */
    case json_type_string: write_string(stream, value); break;
    case json_type_object:
        fputc('{', stream);
        write_members(stream, value, level + 1);
        if (json_object_object_length(value) > 0)
            indent(stream, level);
        fputc('}', stream);
        break;
    case json_type_array: abort(); /* they are long and written member by member */
    }
}

/* The document */

/* An array in the document, whose members are written one by one. */
struct list {
    FILE *stream;
    size_t members;
};

static struct list begin_list(FILE *stream, const char *key) {
    fprintf(stream, ",\n  \"%s\": [", key);
    return (struct list){.stream = stream};
}

static void write_member(struct list *list, struct json_object *object) {
    fputs(list->members++ > 0 ? "," : "", list->stream);
    indent(list->stream, 2);
    write_value(list->stream, object, 2);
    json_object_put(object);
}

static void end_list(const struct list *list) {
    fputs(list->members > 0 ? "\n  ]" : "]", list->stream);
}

/* The rows wait in a file: what stands before them is known at the end. */
struct json {
    struct list rows;
};

bool json_begin(struct results_receiver *receiver) {
    struct json *json = receiver->state = array_new(1, sizeof *json);
    FILE *spool = scratch_open();
    if (spool)
        json->rows = begin_list(spool, "results");
    return spool != NULL;
}

bool json_take(struct results_receiver *receiver, const struct cell *cell) {
    struct json *json = receiver->state;
    const struct results *results = receiver->results;
    struct row row;
    for (int c = 0; c < cell->context_count; c++) {
        size_t count = results_shown_count(results, cell->variant, c, cell->policy_count);
        for (size_t i = 0; i < count; i++)
            if (results_row(results, cell, c, results_shown(results, cell->variant, c, i), &row))
                write_member(&json->rows,
                             row_object(&row, results, receiver->fields, cell->variant));
    }
    return scratch_complete(json->rows.stream);
}

static bool is_summed_up(const struct results *results) {
    for (size_t w = 0; w < results->setup.workload_count; w++)
        if (results->summaries[w] && results->summaries[w]->replications > 1)
            return true;
    return results->setup.baseline >= 0;
}

/* The origin of the results, as far as it is known. */
static void write_head(FILE *stream, const struct results *results) {
    struct json_object *origin = new_object();
    if (results->setup.recorded) {
        add_text(origin, "study", results->study);
        fputc('{', stream);
        write_members(stream, origin, 1);
        json_object_put(origin);
        return;
    }
    add_text(origin, "version", PACKAGE_VERSION);
    add_origin(origin, results, 0);
    fputc('{', stream);
    write_members(stream, origin, 1);
    json_object_put(origin);
    if (results->setup.workload_count > 1) {
        struct list workloads = begin_list(stream, "workloads");
        for (size_t w = 0; w < results->setup.workload_count; w++) {
            struct json_object *workload = new_object();
            add_origin(workload, results, w);
            write_member(&workloads, workload);
        }
        end_list(&workloads);
    }
    struct list policies = begin_list(stream, "policies");
    for (size_t p = 0; p < results->setup.policy_count; p++)
        write_member(&policies, policy_object(results->setup.policies[p]));
    end_list(&policies);
}

static void write_summaries(FILE *stream, const struct results *results,
                            const struct fields *fields) {
    if (results->setup.baseline >= 0) {
        struct json_object *baseline = new_object();
        add_text(baseline, "baseline",
                 results->setup.policies[results->setup.baseline]->rule->name);
        fputc(',', stream);
        write_members(stream, baseline, 1);
        json_object_put(baseline);
    }
    struct list summaries = begin_list(stream, "summary");
    for (size_t w = 0; w < results->setup.workload_count; w++) {
        const struct summary *summary = results->summaries[w];
        if (!summary)
            continue;
        for (int c = 0; c < summary->context_count; c++) {
            size_t count = results_shown_count(results, w, c, summary->policy_count);
            for (size_t i = 0; i < count; i++)
                write_member(&summaries, summary_object(results, fields, w, c,
                                                        results_shown(results, w, c, i)));
        }
    }
    end_list(&summaries);
}

/* Writes a member per sentence, about a context of a workload; about all workloads, these are null.
 * Frees the verdict's sentences. */
static void write_sentences(struct list *list, const struct results *results, size_t workload,
                            const char *context, struct verdict *verdict) {
    for (int i = 0; i < verdict->count; i++) {
        struct json_object *object = new_object();
        if (context) {
            add_text(object, "workload", results->setup.workloads[workload]->name);
            add_varied(object, results, workload);
            add_text(object, "context", context);
        } else {
            add_null(object, "workload");
            add_null(object, "context");
        }
        add_text(object, "sentence", verdict->sentences[i]);
        write_member(list, object);
    }
    verdict_fini(verdict);
}

static void write_verdicts(FILE *stream, const struct results *results) {
    struct list sentences = begin_list(stream, "verdict");
    for (size_t w = 0; w < results->setup.workload_count; w++) {
        const struct summary *summary = results->summaries[w];
        for (int c = 0; summary && c < summary->context_count; c++) {
            struct verdict verdict = verdict_of(results, w, c);
            write_sentences(&sentences, results, w, summary->contexts[c].name, &verdict);
        }
    }
    if (results_over_all(results)) {
        struct verdict verdict = overall_verdict(results);
        write_sentences(&sentences, results, 0, NULL, &verdict);
    }
    end_list(&sentences);
}

static void add_ratio(struct json_object *object, const char *key, double ratio) {
    char text[NUMBER_TEXT];
    snprintf(text, sizeof text, "%.6f", ratio);
    add_decimal(object, key, text);
}

/* Writes a member per policy and objective. */
static void write_overall(FILE *stream, const struct results *results) {
    const struct overall *overall = &results->overall;
    struct list ratios = begin_list(stream, "over_all");
    for (size_t p = 0; p < overall->policy_count; p++)
        for (int k = 0; overall->shown[p] > 0 && k < overall->objective_count; k++) {
            const struct overall_ratio *ratio = overall_ratio(overall, p, k);
            struct json_object *object = new_object();
            add_text(object, "policy", results->setup.policies[p]->rule->name);
            add_text(object, "objective", columns[results->setup.criteria->objectives[k]].name);
            if (ratio->count > 0) {
                add_ratio(object, "mean_ratio", ratio->sum / (double)ratio->count);
                add_ratio(object, "worst_ratio", ratio->worst);
            } else {
                add_null(object, "mean_ratio");
                add_null(object, "worst_ratio");
            }
            add_integer(object, "contexts", (int64_t)ratio->count);
            add_integer(object, "best_zero", (int64_t)overall->zeros[k]);
            add_integer(object, "above_zero", (int64_t)ratio->above);
            write_member(&ratios, object);
        }
    end_list(&ratios);
}

/* Nothing is printed before all of it is there. */
bool json_end(struct results_receiver *receiver) {
    struct json *json = receiver->state;
    FILE *head = scratch_open(), *rows = json->rows.stream;
    if (!head)
        return false;
    write_head(head, receiver->results);
    end_list(&json->rows);
    if (is_summed_up(receiver->results))
        write_summaries(rows, receiver->results, receiver->fields);
    write_verdicts(rows, receiver->results);
    if (results_over_all(receiver->results))
        write_overall(rows, receiver->results);
    fputs("\n}\n", rows);
    bool fine = scratch_complete(head) && scratch_complete(rows) &&
                scratch_copy(head, receiver->stream) && scratch_copy(rows, receiver->stream);
    fclose(head);
    return fine;
}

void json_fini(struct results_receiver *receiver) {
    struct json *json = receiver->state;
    if (json && json->rows.stream)
        fclose(json->rows.stream);
    free(json);
}

/* The worst cases */

static struct json_object *worst_object(const struct worstcases *cases,
                                        const struct worstcase *found) {
    struct json_object *object = new_object();
    add_text(object, "policy", found->policy->rule->name);
    add_integer(object, "max_length", cases->max_length);
    if (found->failed)
        add_null(object, "states");
    else
        add_integer(object, "states", found->states);
    for (enum cost cost = 0; cost < COSTS; cost++) {
        const struct worst *worst = &found->worst[cost];
        const int64_t figures[] = {worst->low, worst->high, worst->events};
        static const char *const names[] = {"low", "high", "events"};
        char name[64], mean[NUMBER_TEXT];
        number_write(mean, worstcase_mean(worst, WORSTCASE_DECIMALS), WORSTCASE_DECIMALS);
        snprintf(name, sizeof name, "worst_%s_per_event", cost_names[cost]);
        if (found->failed)
            add_null(object, name);
        else
            add_decimal(object, name, mean);
        for (int i = 0; i < 3; i++) {
            snprintf(name, sizeof name, "worst_%s_%s", cost_names[cost], names[i]);
            if (found->failed)
                add_null(object, name);
            else
                add_integer(object, name, figures[i]);
        }
    }
    return object;
}

void json_worst_cases(const struct worstcases *cases, FILE *stream) {
    struct json_object *origin = new_object();
    add_text(origin, "version", PACKAGE_VERSION);
    add_text(origin, "kernel", cases->machine->kernel->name);
    add(origin, "memory", memory_object(cases->machine));
    fputc('{', stream);
    write_members(stream, origin, 1);
    json_object_put(origin);
    struct list policies = begin_list(stream, "policies");
    for (size_t i = 0; i < cases->count; i++)
        write_member(&policies, policy_object(cases->members[i].policy));
    end_list(&policies);
    struct list rows = begin_list(stream, "results");
    for (size_t i = 0; i < cases->count; i++)
        write_member(&rows, worst_object(cases, &cases->members[i]));
    end_list(&rows);
    fputs("\n}\n", stream);
}
