/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture/page.h"

#include <stdlib.h>
#include <string.h>

#include "base/data.h"
#include "base/diag.h"
#include "base/memstream.h"
#include "base/scratch.h"
#include "base/sha256.h"
#include "picture/freeplay.h"
#include "picture/html.h"
#include "picture/origin.h"
#include "report/head.h"
#include "results/sheet.h"

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

/* Writes the policies that share a line; the page shows them when the pointer is on the line's
 * name. */
static void write_others(FILE *stream, const struct sheet *sheet, size_t line) {
    struct memstream others;
    memstream_open(&others);
    sheet_write_others(sheet, line, others.stream);
    char *names = memstream_close(&others);
    fputs(" title=\"", stream);
    html_string(stream, names);
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
        html_string(stream, sheet->texts[i]);
        fputs("</td>", stream);
    }
    fputs("</tr>\n", stream);
}

static void write_sheet(FILE *stream, struct sheet *sheet) {
    if (sheet->line_count == 0) {
        fprintf(stream, "<p>%s</p>\n", sheet_excuse(sheet));
    } else {
        fputs("<div class=wide role=region tabindex=0 aria-label=results><table>", stream);
        write_headings(stream, sheet);
        fputs("<tbody>", stream);
        for (size_t i = 0; i < sheet->line_count; i++)
            write_line(stream, sheet, i);
        fputs("</tbody></table></div>\n", stream);
    }
    sheet_fini(sheet);
}

static void write_title(const struct page *page, size_t workload, int context) {
    char *title = head_title(page->results, workload, context);
    fputs("<h2>", page->stream);
    html_string(page->stream, title);
    fputs("</h2>\n", page->stream);
    free(title);
}

/* Closes a text, and writes it as a paragraph between these tags. */
static void write_paragraph(const struct page *page, const char *begin, struct memstream *text) {
    char *closed = memstream_close(text);
    fputs(begin, page->stream);
    html_string(page->stream, closed);
    fputs("</p>\n", page->stream);
    free(closed);
}

static void write_results(const struct page *page, size_t workload, int context) {
    const struct results *results = page->results;
    const struct summary *summary = results->summaries[workload];
    struct memstream head;
    write_title(page, workload, context);
    memstream_open(&head);
    head_write(head.stream, results, workload, context);
    write_paragraph(page, "<p class=lines>", &head);
    struct sheet sheet = sheet_of_summary(results, NULL, workload, context, false, true);
    write_sheet(page->stream, &sheet);
    if (summary->baseline < 0 || summary->policy_count < 2)
        return;
    sheet = sheet_of_summary(results, NULL, workload, context, true, true);
    if (sheet.line_count == 0) {
        sheet_fini(&sheet);
        return;
    }
    memstream_open(&head);
    head_write_differences(head.stream, results, workload);
    write_paragraph(page, "<p>", &head);
    write_sheet(page->stream, &sheet);
}

/* The verdicts */

static void write_sentences(const struct page *page, struct verdict *verdict) {
    fputs("<p class=verdict>", page->stream);
    for (int i = 0; i < verdict->count; i++) {
        fputs(i > 0 ? "\n" : "", page->stream);
        html_string(page->stream, verdict->sentences[i]);
    }
    fputs("</p>\n", page->stream);
}

static void write_verdict(const struct page *page, size_t workload, int context) {
    struct verdict verdict = verdict_of(page->results, workload, context);
    if (verdict.count > 0) {
        write_title(page, workload, context);
        write_sentences(page, &verdict);
    }
    verdict_fini(&verdict);
}

static void write_ratios(const struct page *page, const struct overall_line *line) {
    const struct overall *overall = &page->results->overall;
    fputs("<tr><td>", page->stream);
    html_string(page->stream, page->results->setup.policies[line->policy]->rule->name);
    results_write_others(line->others, page->stream);
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
    fputs("<h2>Over all</h2>\n<p>", page->stream);
    overall_write_head(overall, page->stream);
    fputs(".</p>\n<div class=wide role=region tabindex=0 aria-label=\"over all\"><table><thead><tr>"
          "<th></th>",
          page->stream);
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
    fputs("</tbody></table></div>\n", page->stream);
    struct verdict verdict = overall_verdict(page->results);
    write_sentences(page, &verdict);
    verdict_fini(&verdict);
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

/* Pictures */

/* Draws a picture and writes it as the URL of an attribute, which the caller has begun. */
static bool write_drawn(const struct page *page, const struct plot_type *type, const char *suffix,
                        int width_mm) {
    struct plot_data data = *page->data;
    data.width_mm = width_mm;
    FILE *picture = scratch_open();
    if (!picture)
        return false;
    bool fine = plot_draw(type, false, suffix, &data, picture) && scratch_complete(picture) &&
                scratch_rewind(picture);
    if (fine && width_mm == 0) {
        fputs("data:image/svg+xml,", page->stream);
        html_svg(page->stream, picture);
    } else if (fine) { /* a srcset ends at a blank */
        fprintf(page->stream, "data:image/%s;base64,",
                strcmp(suffix, ".svg") == 0 ? "svg+xml" : "png");
        html_base64(page->stream, picture);
    }
    fine = fine && scratch_was_read(picture);
    fclose(picture);
    return fine;
}

/* Writes a picture, and its variant for a phone: pictures of the run, the large ones, are pixels
 * there. */
static bool write_picture(const struct page *page, const struct plot_type *type) {
    enum { PHONE_MM = 85 };
    const char *narrow = type->input == PLOT_TIMELINE ? ".png" : ".svg";
    fputs("<figure><picture>\n<source media=\"screen and (max-width: 700px)\" srcset='",
          page->stream);
    if (!write_drawn(page, type, narrow, PHONE_MM))
        return false;
    fprintf(page->stream, "'>\n<img alt=\"%s: %s\" src='", type->name, type->summary);
    if (!write_drawn(page, type, ".svg", 0))
        return false;
    fputs("'></picture></figure>\n", page->stream);
    return true;
}

/* Interactive parts: the script completes them, and shows them. */

static bool write_moments(const struct page *page) {
    if (!page->moments)
        return true;
    fputs("<section id=moments class=touch hidden>\n<h2>The run, step by step</h2>\n"
          "<div class=stage></div>\n<script type=\"application/json\">\n",
          page->stream);
    bool fine = scratch_complete(page->moments) && scratch_copy(page->moments, page->stream);
    fputs("</script>\n</section>\n", page->stream);
    return fine;
}

static void write_free_play(const struct page *page) {
    const struct results_setup *setup = &page->results->setup;
    const struct machine *machine = &setup->workloads[0]->machine;
    struct memstream data, left_out;
    if (setup->recorded || machine_can_fail(machine))
        return;
    memstream_open(&data);
    memstream_open(&left_out);
    bool any =
        freeplay_write(setup->policies, setup->policy_count, machine, data.stream, left_out.stream);
    char *text = memstream_close(&data), *note = memstream_close(&left_out);
    if (any) {
        fprintf(page->stream,
                "<section id=freeplay class=touch hidden>\n<h2>Try it</h2>\n"
                "<p>A vector of up to %d entries, on ",
                FREEPLAY_LENGTH);
        head_write_machine(page->stream, machine);
        fputs(". ", page->stream);
        html_string(page->stream, note);
        fputs("</p>\n<div class=stage></div>\n<script type=\"application/json\">\n", page->stream);
        fwrite(text, 1, data.bytes, page->stream);
        fputs("</script>\n</section>\n", page->stream);
    }
    free(text);
    free(note);
}

/* Notes */

/* Writes the messages of the run: of logs, what they were read as. */
static void write_notes(const struct page *page) {
    size_t bytes;
    const char *notes = diag_notes(&bytes);
    if (bytes == 0)
        return;
    fputs("<h2>Notes</h2>\n<ul class=notes>\n", page->stream);
    for (const char *at = notes, *end = notes + bytes; at < end;) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        size_t length = newline ? (size_t)(newline - at) : (size_t)(end - at);
        fputs("<li>", page->stream);
        html_text(page->stream, at, length);
        fputs("</li>\n", page->stream);
        at += length + 1;
    }
    fputs("</ul>\n", page->stream);
}

/* The whole */

/* Reads a file of the data folder to stand in the page, between two newlines.  Returns NULL after
 * it has reported. */
static char *read_part(const char *name) {
    char *path = data_find_file("page", name);
    if (!path) {
        diag_system("the data folder has no page/%s", name);
        diag_hint("without an installation, set KVSIM_DATADIR to the data folder");
        return NULL;
    }
    struct memstream part;
    FILE *file = fopen(path, "r");
    bool fine = file != NULL;
    memstream_open(&part);
    putc('\n', part.stream);
    for (int byte; fine && (byte = getc(file)) != EOF;)
        putc(byte, part.stream);
    fine = fine && !ferror(file);
    if (!fine)
        diag_file(path);
    if (file)
        fclose(file);
    free(path);
    char *text = memstream_close(&part);
    if (fine)
        return text;
    free(text);
    return NULL;
}

static void write_hash(FILE *stream, const char *directive, const char *text) {
    unsigned char digest[SHA256_BYTES];
    sha256(text, strlen(text), digest);
    fprintf(stream, "; %s 'sha256-", directive);
    html_base64_bytes(stream, digest, sizeof digest);
    fputc('\'', stream);
}

/* Writes the beginning.  The browser runs this script only, and loads nothing. */
static void write_beginning(const struct page *page, const char *style, const char *script) {
    FILE *stream = page->stream;
    fputs("<!DOCTYPE html>\n<html lang=en><head><meta charset=utf-8>\n"
          "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; img-src data:",
          stream);
    write_hash(stream, "style-src", style);
    write_hash(stream, "script-src", script);
    fputs("; base-uri 'none'; form-action 'none'\">\n"
          "<meta name=viewport content=\"width=device-width,initial-scale=1\">\n<title>",
          stream);
    html_string(stream, page->title);
    fprintf(stream,
            "</title>\n<link rel=icon href=\"data:,\">\n<style>%s</style></head>\n<body><h1>",
            style);
    html_string(stream, page->title);
    fputs("</h1>\n", stream);
}

static void write_tables(const struct page *page) {
    const struct results *results = page->results;
    for (size_t w = 0; w < results->setup.workload_count; w++) {
        int contexts = results->summaries[w] ? results->summaries[w]->context_count : 0;
        for (int c = 0; c < contexts; c++)
            write_results(page, w, c);
    }
}

bool page_write(const struct page *page, const struct plot_type *const *types, size_t type_count) {
    char *style = read_part("page.css"), *script = style ? read_part("page.js") : NULL;
    bool fine = script != NULL;
    if (fine) {
        write_beginning(page, style, script);
        write_verdicts(page);
    }
    for (size_t i = 0; fine && i < type_count; i++)
        fine = write_picture(page, types[i]);
    fine = fine && write_moments(page);
    if (fine) {
        write_free_play(page);
        write_tables(page);
        write_notes(page);
        origin_write(page->stream, page->results, page->command);
        fprintf(page->stream, "<script>%s</script>\n</body></html>\n", script);
    }
    free(style);
    free(script);
    return fine;
}
