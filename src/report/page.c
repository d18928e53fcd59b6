/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/page.h"

#include <stdlib.h>
#include <string.h>

#include "base/data.h"
#include "base/diag.h"
#include "base/memstream.h"
#include "base/scratch.h"
#include "base/utf8.h"
#include "model/kernel.h"
#include "report/sheet.h"
#include "report/verdict.h"
#include "workload/memkeys.h"

/* Text from outside: what means something in HTML is written as a reference. */
static void write_text(FILE *stream, const char *text, size_t bytes) {
    for (size_t i = 0; i < bytes;) {
        size_t length = utf8_length(text + i, bytes - i);
        switch (length == 0 ? '\0' : text[i]) {
        case '<': fputs("&lt;", stream); break;
        case '>': fputs("&gt;", stream); break;
        case '&': fputs("&amp;", stream); break;
        case '"': fputs("&quot;", stream); break;
        case '\0': fputs("&#xfffd;", stream); break;
        default: fwrite(text + i, 1, length, stream);
        }
        i += length ? length : 1;
    }
}

static void write_string(FILE *stream, const char *text) {
    write_text(stream, text, strlen(text));
}

/* The rest of a file. */
static void write_base64(FILE *stream, FILE *file) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    unsigned char bytes[3];
    for (size_t count; (count = fread(bytes, 1, sizeof bytes, file)) > 0;) {
        unsigned group = 0;
        for (size_t k = 0; k < 3; k++)
            group = group << 8 | (k < count ? bytes[k] : 0);
        for (size_t k = 0; k < 4; k++)
            fputc(k <= count ? digits[group >> (18 - 6 * k) & 63] : '=', stream);
    }
}

static void write_headings(FILE *stream, const struct sheet *sheet) {
    fputs("<thead><tr>", stream);
    for (int i = 0; i < sheet->column_count;) {
        const char *group = sheet->columns[i].group;
        int span = 0;
        for (bool first = true; i < sheet->column_count && (first || !sheet_begins_group(sheet, i));
             first = false)
            span += sheet->columns[i++].shown;
        fprintf(stream, "<th colspan=%d>%s</th>", span, group);
    }
    fputs("</tr>\n<tr>", stream);
    for (int i = 0; i < sheet->column_count; i++)
        if (sheet->columns[i].shown)
            fprintf(stream, "<th>%s</th>", sheet->columns[i].heading);
    fputs("</tr></thead>\n", stream);
}

/* Those that share a line are shown when its name is pointed at. */
static void write_others(FILE *stream, const struct sheet *sheet, size_t line) {
    struct memstream others;
    memstream_open(&others);
    sheet_write_others(sheet, line, others.stream);
    char *names = memstream_close(&others);
    fputs(" title=\"", stream);
    write_string(stream, names);
    fputc('"', stream);
    free(names);
}

static void write_line(FILE *stream, struct sheet *sheet, size_t line) {
    sheet_write(sheet, line);
    fputs("<tr>", stream);
    for (int i = 0; i < sheet->column_count; i++) {
        if (!sheet->columns[i].shown)
            continue;
        fputs("<td", stream);
        if (i == sheet->label && sheet->lines[line].others > 0)
            write_others(stream, sheet, line);
        fputc('>', stream);
        write_string(stream, sheet->texts[i]);
        fputs("</td>", stream);
    }
    fputs("</tr>\n", stream);
}

static void write_sheet(FILE *stream, struct sheet *sheet) {
    if (sheet->line_count == 0) {
        fprintf(stream, "<p>%s</p>\n", sheet_excuse(sheet));
    } else {
        fputs("<div class=wide><table>", stream);
        write_headings(stream, sheet);
        fputs("<tbody>", stream);
        for (size_t i = 0; i < sheet->line_count; i++)
            write_line(stream, sheet, i);
        fputs("</tbody></table></div>\n", stream);
    }
    sheet_fini(sheet);
}

/* Which workload it is, with the values of varied keys, and which context. */
static void write_whose(const struct page *page, size_t workload, int context) {
    const struct results *results = page->results;
    write_string(page->stream, results->setup.workloads[workload]->name);
    for (size_t k = 0; k < results->setup.vary->count; k++) {
        fputs(", ", page->stream);
        write_string(page->stream, results->setup.vary->axes[k].key);
        fputc('=', page->stream);
        write_string(page->stream, results_varied(results, workload, k));
    }
    fputs(", context ", page->stream);
    write_string(page->stream, results->summaries[workload]->contexts[context].name);
}

static void write_results(const struct page *page, size_t workload, int context) {
    const struct results *results = page->results;
    const struct summary *summary = results->summaries[workload];
    fputs("<h2>", page->stream);
    write_whose(page, workload, context);
    fputs("</h2>\n", page->stream);
    if (summary->replications > 1)
        fprintf(page->stream,
                "<p>Means over %llu replications, with the half-widths of their 95 %% confidence "
                "intervals.</p>\n",
                (unsigned long long)summary->replications);
    struct sheet sheet = sheet_of_summary(results, NULL, workload, context, false);
    write_sheet(page->stream, &sheet);
    if (summary->baseline < 0 || summary->policy_count < 2)
        return;
    sheet = sheet_of_summary(results, NULL, workload, context, true);
    if (sheet.line_count == 0) {
        sheet_fini(&sheet);
        return;
    }
    fputs("<p>The same less that of ", page->stream);
    write_string(page->stream, results->setup.policies[summary->baseline]->rule->name);
    fputs(" (~ marks what cannot be told from no difference):</p>\n", page->stream);
    write_sheet(page->stream, &sheet);
}

/* The verdicts */

static void write_verdict(const struct page *page, size_t workload, int context) {
    struct verdict verdict = verdict_of(page->results, workload, context);
    if (verdict.count > 0) {
        fputs("<h2>", page->stream);
        write_whose(page, workload, context);
        fputs("</h2>\n<p class=verdict>", page->stream);
    }
    for (int i = 0; i < verdict.count; i++) {
        write_string(page->stream, verdict.sentences[i]);
        fputs(i + 1 < verdict.count ? "<br>\n" : "</p>\n", page->stream);
    }
    verdict_fini(&verdict);
}

static void write_ratios(const struct page *page, const struct overall_line *line) {
    const struct overall *overall = &page->results->overall;
    fputs("<tr><td>", page->stream);
    write_string(page->stream, page->results->setup.policies[line->policy]->rule->name);
    if (line->others > 0)
        fprintf(page->stream, " = %zu other%s", line->others, line->others > 1 ? "s" : "");
    fputs("</td>", page->stream);
    for (int k = 0; k < overall->objective_count; k++) {
        char mean[NUMBER_TEXT], worst[NUMBER_TEXT];
        overall_write_mean(overall_ratio(overall, line->policy, k), mean);
        overall_write_worst(overall_ratio(overall, line->policy, k), worst);
        fprintf(page->stream, "<td>%s</td><td>%s</td>", mean, worst);
    }
    fputs("</tr>\n", page->stream);
}

static void write_overall(const struct page *page) {
    const struct results_setup *setup = &page->results->setup;
    const struct overall *overall = &page->results->overall;
    size_t count;
    if (!results_over_all(page->results))
        return;
    fprintf(
        page->stream,
        "<h2>Over all</h2>\n<p>%llu contexts of %llu workloads; what a policy has, divided by the "
        "least of any.</p>\n<div class=wide><table><thead><tr><th></th>",
        (unsigned long long)overall->contexts, (unsigned long long)overall->workloads);
    for (int k = 0; k < overall->objective_count; k++)
        fprintf(page->stream, "<th colspan=2>%s</th>",
                columns[setup->criteria->objectives[k]].name);
    fputs("</tr>\n<tr><th>policy</th>", page->stream);
    for (int k = 0; k < overall->objective_count; k++)
        fputs("<th>mean</th><th>worst</th>", page->stream);
    fputs("</tr></thead>\n<tbody>", page->stream);
    struct overall_line *lines = overall_lines(page->results, &count);
    for (size_t i = 0; i < count; i++)
        write_ratios(page, &lines[i]);
    free(lines);
    fputs("</tbody></table></div>\n<p class=verdict>", page->stream);
    struct memstream verdict;
    memstream_open(&verdict);
    overall_write_verdict(page->results, verdict.stream);
    char *text = memstream_close(&verdict);
    write_string(page->stream, text);
    free(text);
    fputs("</p>\n", page->stream);
}

static void write_verdicts(const struct page *page) {
    const struct results *results = page->results;
    write_overall(page);
    for (size_t w = 0; w < results->setup.workload_count; w++) {
        int contexts = results->summaries[w] ? results->summaries[w]->context_count : 0;
        for (int c = 0; c < contexts; c++)
            write_verdict(page, w, c);
    }
}

static bool write_picture(const struct page *page, const struct plot_type *type) {
    FILE *picture = scratch_open();
    if (!picture)
        return false;
    bool fine = plot_draw(type, NULL, ".svg", page->data, picture) && scratch_complete(picture) &&
                scratch_rewind(picture);
    if (fine) {
        fprintf(page->stream, "<figure><img alt=\"%s: %s\" src=\"data:image/svg+xml;base64,",
                type->name, type->summary);
        write_base64(page->stream, picture);
        fputs("\"></figure>\n", page->stream);
        fine = scratch_was_read(picture);
    }
    fclose(picture);
    return fine;
}

static void write_pair(FILE *stream, const char *name, const char *value) {
    fprintf(stream, "<dt>%s</dt><dd>", name);
    write_string(stream, value);
    fputs("</dd>\n", stream);
}

/* What a workload was made of, once a name. */
static void write_workload(const struct page *page, const struct workload *workload) {
    size_t bytes;
    const char *source = doc_source(workload->doc, &bytes);
    fputs("<h2>The workload ", page->stream);
    write_string(page->stream, workload->name);
    fputs("</h2>\n", page->stream);
    if (!workload->processes) {
        fputs("<p>A trace, which is not shown here.</p>\n", page->stream);
        return;
    }
    fputs("<pre>\n", page->stream);
    write_text(page->stream, source, bytes);
    fputs("</pre>\n", page->stream);
}

static void write_policy(FILE *stream, const struct policy *policy) {
    const struct policy_definition *definition = policy->definition;
    fputs("<dt>", stream);
    write_string(stream, policy->rule->name);
    fputs("</dt><dd>", stream);
    write_string(stream, definition->summary);
    if (rule_is_planned(policy->rule)) {
        fputs("</dd>\n", stream);
        return;
    }
    fputs("<br>when <code>", stream);
    write_string(stream, definition->when->scalar);
    if (definition->for_node) {
        fputs("</code> for <code>", stream);
        write_string(stream, definition->for_node->scalar);
    }
    fputs("</code>, shrink to <code>", stream);
    write_string(stream, definition->shrink_to->scalar);
    fputs("</code>", stream);
    for (size_t i = 0; i < definition->parameter_count; i++) {
        char value[NUMBER_TEXT];
        policy_write_value(value, &policy->rule->parameters[i]);
        fprintf(stream, "; %s = %s", policy->rule->parameters[i].name, value);
    }
    fputs("</dd>\n", stream);
}

static void write_memory(FILE *stream, const struct machine *machine) {
    for (const struct schema_key *key = memkeys; key < memkeys + memkey_count; key++) {
        if (!memkeys_applies(machine, key))
            continue;
        struct memkeys_value value = memkeys_value(machine, key);
        char text[32];
        switch (value.kind) {
        case MEMKEYS_TEXT: write_pair(stream, key->name, value.text); break;
        case MEMKEYS_INTEGER:
            snprintf(text, sizeof text, "%lld", (long long)value.integer);
            write_pair(stream, key->name, text);
            break;
        case MEMKEYS_NUMBER:
            snprintf(text, sizeof text, "%.15g", value.number);
            write_pair(stream, key->name, text);
            break;
        case MEMKEYS_TRUTH: write_pair(stream, key->name, value.truth ? "true" : "false"); break;
        }
    }
}

static void write_origin(const struct page *page) {
    enum { MOST_POLICIES = 100 };
    const struct results_setup *setup = &page->results->setup;
    const struct workload *first = setup->workloads[0];
    char number[32];
    fputs("<h2>What made it</h2>\n<pre class=command>", page->stream);
    write_string(page->stream, page->command);
    fputs("</pre>\n<dl>", page->stream);
    write_pair(page->stream, "kvsim", PACKAGE_VERSION);
    snprintf(number, sizeof number, "%llu", (unsigned long long)first->seed);
    if (results_random(page->results, 0))
        write_pair(page->stream, "seed", number);
    if (setup->recorded) {
        write_pair(page->stream, "study", page->results->study);
        fputs("</dl>\n<p>Made of results that were worked out before.</p>\n", page->stream);
        return;
    }
    write_memory(page->stream, &first->machine);
    if (setup->vary->count > 0)
        fputs("</dl>\n<p>The keys that were varied are as the headings say.</p>\n<dl>",
              page->stream);
    fputs("</dl>\n<h2>The policies</h2>\n<dl>", page->stream);
    for (size_t p = 0; p < setup->policy_count && p < MOST_POLICIES; p++)
        write_policy(page->stream, setup->policies[p]);
    fputs("</dl>\n", page->stream);
    if (setup->policy_count > MOST_POLICIES)
        fprintf(page->stream, "<p>and %zu more.</p>\n", setup->policy_count - MOST_POLICIES);
    for (size_t w = 0; w < setup->workload_count; w += vary_combinations(setup->vary))
        write_workload(page, setup->workloads[w]);
}

/* The page's style, from the data folder. */
static bool write_style(FILE *stream) {
    char *path = data_find_file("page", "page.css");
    if (!path) {
        diag_system("there is no page/page.css in the data folder");
        diag_hint("KVSIM_DATADIR names the data folder when kvsim is not installed");
        return false;
    }
    FILE *file = fopen(path, "r");
    bool fine = file != NULL;
    for (int byte; fine && (byte = getc(file)) != EOF;)
        putc(byte, stream);
    fine = fine && !ferror(file);
    if (!fine)
        diag_file(path);
    if (file)
        fclose(file);
    free(path);
    return fine;
}

bool page_write(const struct page *page, const struct plot_type *const *types, size_t type_count) {
    const struct results *results = page->results;
    fputs("<!DOCTYPE html>\n<html lang=en><head><meta charset=utf-8>\n"
          "<meta name=viewport content=\"width=device-width,initial-scale=1\">\n<title>",
          page->stream);
    write_string(page->stream, page->title);
    fputs("</title>\n<link rel=icon href=\"data:,\">\n<style>\n", page->stream);
    if (!write_style(page->stream))
        return false;
    fputs("</style></head>\n<body><h1>", page->stream);
    write_string(page->stream, page->title);
    fputs("</h1>\n", page->stream);
    write_verdicts(page);
    for (size_t i = 0; i < type_count; i++)
        if (!write_picture(page, types[i]))
            return false;
    for (size_t w = 0; w < results->setup.workload_count; w++) {
        int contexts = results->summaries[w] ? results->summaries[w]->context_count : 0;
        for (int c = 0; c < contexts; c++)
            write_results(page, w, c);
    }
    write_origin(page);
    fputs("</body></html>\n", page->stream);
    return true;
}
