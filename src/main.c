/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/data.h"
#include "base/diag.h"
#include "base/inputs.h"
#include "base/interrupt.h"
#include "base/output.h"
#include "cli/catalog.h"
#include "cli/options.h"
#include "cli/session.h"
#include "play/screen.h"

static bool asks_for_information(const struct options *options) {
    return options->help || options->version || options->list;
}

/* --help, --version and --list.  Returns false when a signal cut the text short. */
static bool inform(const struct options *options) {
    struct output *output = output_open(NULL);
    FILE *stream = output_stream(output);
    if (options->help)
        options_help(stream);
    else if (options->version)
        fputs("kvsim " PACKAGE_VERSION "\n"
              "Copyright (C) 2026 The kvsim authors\n"
              "License GPL-3.0-or-later: GNU GPL version 3 or later.\n"
              "This is free software; there is no warranty, to the extent permitted by law.\n"
              "Report bugs at <" PACKAGE_BUGREPORT ">.\n",
              stream);
    else
        catalog_print(options, stream);
    bool whole = !interrupt_arrived();
    if (whole)
        output_commit(output);
    else
        output_discard(output);
    return whole;
}

/* What a signal that ends the program at once leaves behind: nothing.  A handler calls it. */
static void clean(void) {
    screen_abandon();
    output_abandon();
}

int main(int argc, char **argv) {
    struct options options;
    bool complete = false;
    diag_init();
    output_init();
    interrupt_init(clean);
    data_init(argv[0]);
    if (options_read(&options, argc, argv)) {
        diag_set_quiet(options.quiet);
        if (options.page)
            diag_keep_notes();
        complete = asks_for_information(&options) ? inform(&options) : session_run(&options);
    }
    if (interrupt_arrived() && !complete)
        diag_interrupted();
    options_fini(&options);
    data_fini();
    inputs_fini();
    return (int)diag_status();
}
