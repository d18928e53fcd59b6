/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/paste.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "patch/block.h"
#include "patch/rust.h"

/* The fields that the manager may have to keep. */
enum field { FIELD_PEAK, FIELD_AGE, FIELD_RESIZED, FIELD_CREATED, FIELD_SHRINKABLE, FIELDS };

static const struct {
    const char *name;
    const char *type; /* NULL for the type of numbers */
    const char *meaning;
    const char *first; /* its value in a new manager */
    const char *anew;  /* after a capacity change; NULL where that does not matter */
} fields[FIELDS] = {
    [FIELD_PEAK] = {"peak_len", NULL,
                    "The largest length of `all_procs` since its capacity last changed.", "0",
                    "len"},
    [FIELD_AGE] = {"events_since_resize", NULL,
                   "Number of changes to `all_procs` since its capacity last changed.", "0", "0"},
    [FIELD_RESIZED] = {"resized_at", "Instant<Monotonic>",
                       "When the capacity of `all_procs` last changed.", "Instant::now()", "now"},
    [FIELD_CREATED] = {"created_at", "Instant<Monotonic>", "When the context was created.",
                       "Instant::now()", NULL},
    [FIELD_SHRINKABLE] = {"shrinkable_since", "Option<Instant<Monotonic>>",
                          "Since when every change has left `all_procs` worth shrinking.", "None",
                          "None"},
};

/* A patch under construction: the functions that it changes, and what they need. */
struct writing {
    const struct patch *patch;
    struct rust in_register, in_deregister;
    struct block register_body, deregister_body;
    bool keeps[FIELDS];
};

static bool uses(const struct rust *rust, enum view_variable variable) {
    return rust->variables >> variable & 1;
}

/* Returns whether the rule has a `for`. */
static bool waits(const struct writing *writing) {
    return writing->keeps[FIELD_SHRINKABLE];
}

static bool is_watched(const struct writing *writing) {
    for (enum field field = 0; field < FIELDS; field++)
        if (writing->keeps[field] && fields[field].anew)
            return true;
    return false;
}

static struct rust new_rust(const struct patch *patch) {
    return (struct rust){.tree = &patch->tree,
                         .ranges = &patch->ranges,
                         .is_signed = patch->is_signed,
                         .constants = patch->constants};
}

/* Returns an expression that may fail, as an Option.  Where it is more than one call, adds lines
 * that define `name` as a closure. */
static char *add_option(struct block *block, struct block *inner, char *value, const char *name) {
    if (inner->count == 0 && !strchr(value, '?'))
        return value;
    block_add(block, "// None: the arithmetic fails, so the vector keeps its capacity.");
    if (inner->count == 0) {
        block_add(block, "let %s = || %s;", name, value);
    } else {
        block_add(block, "let %s = || {", name);
        block_add(inner, "%s", value);
        block_append(block, inner);
        block_add(block, "};");
    }
    free(value);
    return block_text("%s()", name);
}

/* Returns `when` as a condition, after adding the lines that it needs; NULL when it always holds.
 */
static char *add_condition(const struct patch *patch, struct rust *rust, struct block *block) {
    if (ranges_truth(&patch->ranges, patch->when) == RANGES_TRUE)
        return NULL;
    if (!patch->ranges.parts[patch->when].risky)
        return rust_condition(rust, block, patch->when);
    struct block inner = {.depth = block->depth + 1};
    char *option = add_option(block, &inner, rust_truth_option(rust, &inner, patch->when), "when");
    block_fini(&inner);
    char *condition = block_text("%s == Some(true)", option);
    free(option);
    return condition;
}

/* Adds the lines that reset the manager's fields after a capacity change. */
static void add_anew(const struct writing *writing, struct block *block) {
    for (enum field field = 0; field < FIELDS; field++)
        if (writing->keeps[field] && fields[field].anew)
            block_add(block, "    manager.%s = %s;", fields[field].name, fields[field].anew);
}

/* Adds what follows from a capacity change by a shrink. */
static void add_reset(const struct writing *writing, struct rust *rust, struct block *block) {
    if (!is_watched(writing))
        return;
    rust->variables |= UINT32_C(1) << VIEW_CAP;
    block_add(block, "if manager.all_procs.capacity()%s != cap {",
              rust->is_signed ? " as i64" : "");
    if (writing->keeps[FIELD_PEAK])
        rust->variables |= UINT32_C(1) << VIEW_LEN;
    add_anew(writing, block);
    block_add(block, "}");
}

/* The longest target in the line that uses it, as rustfmt counts. */
enum { LONGEST_IN_CALL = 19, LONGEST_IN_TRY = 40 };

/* Returns the target where it cannot fail: its text, or its name after the lines that define it. */
static char *add_target(const struct patch *patch, struct rust *rust, struct block *block,
                        size_t longest) {
    struct block before = {.depth = block->depth};
    int named = rust->named;
    char *target = rust_number(rust, &before, patch->shrink_to);
    if (before.count > 0 || strlen(target) > longest) {
        free(target);
        rust->named = named;
        rust_let(rust, block, "target", patch->shrink_to);
        target = block_text("target");
    }
    block_fini(&before);
    return target;
}

/* Adds the call and what follows from it, as `shrink_to` says. */
static void add_shrink(const struct writing *writing, struct rust *rust, struct block *block) {
    const struct patch *patch = writing->patch;
    const struct ranges_part *part = &patch->ranges.parts[patch->shrink_to];
    bool may_be_negative = part->range.low < 0;
    bool cast = rust->is_signed && !may_be_negative;
    int depth = block->depth;
    char *target;
    if (part->risky) {
        struct block inner = {.depth = depth + 1};
        char *option =
            add_option(block, &inner, rust_number_option(rust, &inner, patch->shrink_to), "target");
        block_fini(&inner);
        block_add(block, "if let Some(target) = %s {", option);
        block->depth++;
        free(option);
        target = block_text("target");
    } else {
        size_t longest = may_be_negative ? LONGEST_IN_TRY : cast ? 0 : LONGEST_IN_CALL;
        target = add_target(patch, rust, block, longest);
    }
    if (may_be_negative) {
        block_add(block, "if let Ok(target) = usize::try_from(%s) {", target);
        block->depth++;
    }
    block_add(block, "let _ = manager.all_procs.shrink_to(%s%s, GFP_KERNEL);",
              may_be_negative ? "target" : target, cast ? " as usize" : "");
    free(target);
    add_reset(writing, rust, block);
    while (block->depth > depth) {
        block->depth--;
        block_add(block, "}");
    }
}

/* Asks `when` after a registration, and remembers since when it has held. */
static void write_register(struct writing *writing) {
    struct block *body = &writing->register_body;
    if (!waits(writing))
        return;
    char *condition = add_condition(writing->patch, &writing->in_register, body);
    const char *keep = "manager.shrinkable_since.get_or_insert(now);";
    if (!condition) {
        block_add(body, "%s", keep);
        return;
    }
    block_add(body, "if %s {", condition);
    block_add(body, "    %s", keep);
    block_add(body, "} else {");
    block_add(body, "    manager.shrinkable_since = None;");
    block_add(body, "}");
    free(condition);
}

/* Asks `when` after a deregistration, and shrinks. */
static void write_deregister(struct writing *writing) {
    struct rust *rust = &writing->in_deregister;
    struct block *body = &writing->deregister_body;
    int depth = body->depth;
    char *condition = add_condition(writing->patch, rust, body);
    if (condition) {
        block_add(body, "if %s {", condition);
        body->depth++;
    }
    if (waits(writing)) {
        bool in_ns = writing->patch->policy->rule->for_ns % 1000 != 0;
        block_add(body, "let since = *manager.shrinkable_since.get_or_insert(now);");
        block_add(body, in_ns ? "if (now - since).as_nanos() >= %s {" : "if now - since >= %s {",
                  writing->patch->wait);
        body->depth++;
    }
    add_shrink(writing, rust, body);
    if (waits(writing)) {
        body->depth--;
        block_add(body, "}");
    }
    if (condition) {
        body->depth--;
        if (waits(writing)) {
            block_add(body, "} else {");
            block_add(body, "    manager.shrinkable_since = None;");
        }
        block_add(body, "}");
    }
    body->depth = depth;
    free(condition);
}

/* The sections */

/* Returns a bit for each variable that the expressions name in Rust. */
static uint32_t named_variables(const struct patch *patch) {
    struct rust rust = new_rust(patch);
    struct block block = {.depth = 0};
    free(rust_condition(&rust, &block, patch->when));
    free(rust_number(&rust, &block, patch->shrink_to));
    block_fini(&block);
    return rust.variables;
}

static bool has_history(const struct writing *writing) {
    return is_watched(writing) || writing->keeps[FIELD_CREATED];
}

static bool has_time(const struct writing *writing) {
    return waits(writing) || writing->keeps[FIELD_RESIZED] || writing->keeps[FIELD_CREATED];
}

static void begin_section(struct block *block, const char *where) {
    block_add(block, "%s", "");
    block_add(block, "// %s:", where);
}

/* Adds the constants that the code names. */
static void add_constants(const struct writing *writing, struct block *block) {
    const struct patch *patch = writing->patch;
    const struct rust *rust = &writing->in_deregister;
    const char *type = rust_type(rust);
    uint32_t named = rust->parameters | writing->in_register.parameters;
    for (size_t i = 0; i < patch->policy->rule->parameter_count; i++)
        if (named >> i & 1)
            block_add(block, "const %s: %s = %" PRId64 ";", patch->constants[i], type,
                      patch->policy->rule->parameters[i].value);
    if (uses(rust, VIEW_ELEMENT_SIZE) || uses(&writing->in_register, VIEW_ELEMENT_SIZE)) {
        block_add(block, "// size_of::<Arc<Process>>()");
        block_add(block, "const ELEMENT_SIZE: %s = %" PRId64 ";", type, patch->element_size);
    }
    if (uses(rust, VIEW_PAGE_SIZE) || uses(&writing->in_register, VIEW_PAGE_SIZE)) {
        block_add(block, "// kernel::page::PAGE_SIZE");
        block_add(block, "const PAGE_SIZE: %s = %" PRId64 ";", type, patch->page_size);
    }
}

/* Adds how long `when` must have held, in the largest unit that says it. */
static void add_wait(const struct patch *patch, struct block *block) {
    static const struct {
        int64_t ns;
        const char *unit;
    } units[] = {{1000000000, "secs"}, {1000000, "millis"}, {1000, "micros"}};
    int64_t ns = patch->policy->rule->for_ns;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (ns % units[i].ns == 0) {
            block_add(block, "const %s: Delta = Delta::from_%s(%" PRId64 ");", patch->wait,
                      units[i].unit, ns / units[i].ns);
            return;
        }
    block_add(block, "// nanoseconds");
    block_add(block, "const %s: i64 = %" PRId64 ";", patch->wait, ns);
}

/* Adds the variables of the expressions, from the vector and from the manager. */
static void add_vector(const struct rust *rust, struct block *block) {
    const char *as = rust->is_signed ? " as i64" : "";
    if (uses(rust, VIEW_LEN))
        block_add(block, "let len = manager.all_procs.len()%s;", as);
    if (uses(rust, VIEW_CAP))
        block_add(block, "let cap = manager.all_procs.capacity()%s;", as);
}

static void add_history(const struct rust *rust, struct block *block) {
    const char *as = rust->is_signed ? "" : " as usize";
    if (uses(rust, VIEW_PEAK))
        block_add(block, "let peak = manager.peak_len;");
    if (uses(rust, VIEW_AGE))
        block_add(block, "let age = manager.events_since_resize;");
    if (uses(rust, VIEW_SINCE_MS))
        block_add(block, "let since_ms = (now - manager.resized_at).as_millis()%s;", as);
    if (uses(rust, VIEW_NOW_MS))
        block_add(block, "let now_ms = (now - manager.created_at).as_millis()%s;", as);
}

static const char read_clock[] = "let now = Instant::<Monotonic>::now();";

static void add_fields(const struct writing *writing, struct block *block) {
    const char *numbers = rust_type(&writing->in_deregister);
    begin_section(block, "In `struct Manager`");
    for (enum field field = 0; field < FIELDS; field++)
        if (writing->keeps[field]) {
            const char *type = fields[field].type ? fields[field].type : numbers;
            block_add(block, "/// %s", fields[field].meaning);
            block_add(block, "%s: %s,", fields[field].name, type);
        }
    begin_section(block, "In `Context::new`, where `Manager` is initialised");
    for (enum field field = 0; field < FIELDS; field++)
        if (writing->keeps[field])
            block_add(block, "%s: %s,", fields[field].name, fields[field].first);
}

/* Adds the update of the manager's fields after a registration. */
static void add_update(const struct writing *writing, struct block *block) {
    bool counts = writing->keeps[FIELD_PEAK] || writing->keeps[FIELD_AGE];
    const struct rust *rust = &writing->in_register;
    bool known = uses(rust, VIEW_CAP) && !rust->is_signed;
    block_add(block, "if %s %s old_cap {", known ? "cap" : "manager.all_procs.capacity()",
              counts ? "==" : "!=");
    if (writing->keeps[FIELD_PEAK])
        block_add(block, "    manager.peak_len = manager.peak_len.max(len);");
    if (writing->keeps[FIELD_AGE])
        block_add(block, "    manager.events_since_resize += 1;");
    if (counts)
        block_add(block, "} else {");
    add_anew(writing, block);
    block_add(block, "}");
}

static void add_register(struct writing *writing, struct block *block) {
    struct rust *rust = &writing->in_register;
    begin_section(block, "In `register_process`, replacing the push");
    if (writing->keeps[FIELD_PEAK])
        rust->variables |= UINT32_C(1) << VIEW_LEN;
    rust_add_functions(rust, block);
    block_add(block, "let mut manager = self.manager.lock();");
    block_add(block, "let old_cap = manager.all_procs.capacity();");
    block_add(block, "manager.all_procs.push(proc, GFP_KERNEL)?;");
    add_vector(rust, block);
    if (waits(writing) || writing->keeps[FIELD_RESIZED])
        block_add(block, "%s", read_clock);
    add_update(writing, block);
    add_history(rust, block);
    block_append(block, &writing->register_body);
}

/* Adds the body of deregister_process, with its constants unless others need them. */
static void add_deregister(struct writing *writing, struct block *block) {
    struct rust *rust = &writing->in_deregister;
    if (!waits(writing))
        add_constants(writing, block);
    rust_add_functions(rust, block);
    add_vector(rust, block);
    if (has_time(writing))
        block_add(block, "%s", read_clock);
    if (writing->keeps[FIELD_AGE])
        block_add(block, "manager.events_since_resize += 1;");
    add_history(rust, block);
    block_append(block, &writing->deregister_body);
}

/* Adds the top of the file. */
static void add_top(const struct writing *writing, struct block *block) {
    if (!has_time(writing))
        return;
    int64_t for_ns = writing->patch->policy->rule->for_ns;
    bool has_delta = waits(writing) && for_ns % 1000 == 0;
    begin_section(block, "At the top of the file, after the other `use`");
    block_add(block, "use kernel::time::{%sInstant, Monotonic};", has_delta ? "Delta, " : "");
    if (!waits(writing))
        return;
    block_add(block, "%s", "");
    add_constants(writing, block);
    add_wait(writing->patch, block);
}

static void add_sections(struct writing *writing, struct block *block) {
    add_top(writing, block);
    add_fields(writing, block);
    if (is_watched(writing))
        add_register(writing, block);
    begin_section(block, "In `deregister_process`, after `retain`");
    add_deregister(writing, block);
}

static void add_header(const struct patch *patch, struct block *block) {
    block_comment(block, patch->policy->rule->name);
    block_comment(block, patch->policy->definition->summary);
    if (*patch->policy->definition->source) {
        char *source = block_text("Source: %s", patch->policy->definition->source);
        block_comment(block, source);
        free(source);
    }
}

void paste_print(const struct patch *patch, bool apart, FILE *stream) {
    struct block text = {.depth = 0};
    uint32_t variables = named_variables(patch);
    struct writing writing = {.patch = patch,
                              .in_register = new_rust(patch),
                              .in_deregister = new_rust(patch),
                              .keeps = {[FIELD_PEAK] = variables >> VIEW_PEAK & 1,
                                        [FIELD_AGE] = variables >> VIEW_AGE & 1,
                                        [FIELD_RESIZED] = variables >> VIEW_SINCE_MS & 1,
                                        [FIELD_CREATED] = variables >> VIEW_NOW_MS & 1,
                                        [FIELD_SHRINKABLE] = patch->policy->rule->for_ns >= 0}};
    add_header(patch, &text);
    if (ranges_truth(&patch->ranges, patch->when) == RANGES_FALSE) {
        block_add(&text, "// It never shrinks.");
    } else {
        bool enclosed = apart && !has_history(&writing);
        writing.deregister_body.depth = enclosed;
        write_register(&writing);
        write_deregister(&writing);
        if (enclosed)
            block_add(&text, "{");
        text.depth = enclosed;
        if (has_history(&writing))
            add_sections(&writing, &text);
        else
            add_deregister(&writing, &text);
        text.depth = 0;
        if (enclosed)
            block_add(&text, "}");
    }
    block_print(&text, stream);
    block_fini(&text);
    block_fini(&writing.register_body);
    block_fini(&writing.deregister_body);
}
