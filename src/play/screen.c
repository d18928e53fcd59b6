/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "play/screen.h"

#include <curses.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/interrupt.h"
#include "base/memstream.h"
#include "play/command.h"
#include "play/dialogue.h"
#include "play/panel.h"

/* The terminal */

/* What it takes to leave the screen, recorded at opening: a signal handler cannot ask curses. */
static struct {
    volatile sig_atomic_t open;
    struct termios mode;
    char text[128];
    size_t bytes;
} before;

static const char *capability(const char *name) {
    const char *text = tigetstr(name);
    return text && text != (const char *)-1 ? text : "";
}

static void note(const char *text) {
    size_t bytes = strlen(text);
    if (before.bytes + bytes > sizeof before.text)
        return;
    memcpy(before.text + before.bytes, text, bytes);
    before.bytes += bytes;
}

void screen_abandon(void) {
    if (!before.open)
        return;
    before.open = 0;
    ssize_t written = write(STDOUT_FILENO, before.text, before.bytes);
    (void)written; /* there is no one left to report to */
    tcsetattr(STDOUT_FILENO, TCSADRAIN, &before.mode);
}

static bool report_terminal(void) {
    const char *name = getenv("TERM");
    diag_error("--play needs a terminal that can move its cursor; TERM is '%s'", name ? name : "");
    diag_hint("or give it commands, one per line: kvsim --play <COMMANDS");
    return false;
}

static bool open_terminal(void) {
    if (tcgetattr(STDOUT_FILENO, &before.mode) != 0)
        return report_terminal();
    setlocale(LC_CTYPE, "");
    SCREEN *terminal = newterm(NULL, stdout, stdin);
    if (!terminal)
        return report_terminal();
    if (!*capability("cup")) {
        endwin();
        delscreen(terminal);
        return report_terminal();
    }
    note(capability("sgr0"));
    note(capability("cnorm"));
    note(capability("rmkx"));
    note(*capability("rmcup") ? capability("rmcup") : "\r\n");
    before.open = 1;
    atexit(screen_abandon);
    cbreak();
    noecho();
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    curs_set(0);
    return true;
}

/* Where the screen stays visible, later output begins on a new line. */
static void close_terminal(void) {
    mvhline(LINES - 1, 0, ' ', COLS);
    refresh();
    endwin();
    before.open = 0;
}

/* The screen */

/* Events per second of a run. */
static const int speeds[] = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000};
enum { SPEEDS = sizeof speeds / sizeof *speeds, FIRST_SPEED = 3, TICKS = 20 };

struct screen {
    struct game *game;
    struct panel_style style;
    size_t first; /* the topmost policy */
    bool running, helping, ended;
    size_t help_at;     /* the byte at which the shown part of the help begins */
    size_t help_next;   /* the byte at which the next one begins; 0 for none */
    size_t speed;       /* index of the speed */
    char prompt;        /* the command whose argument is being typed; 0 for none */
    char typed[200];    /* the argument, or how often to carry out the next command */
    const char *remark; /* the remark on the last command; NULL for none */
    char *said;         /* its report, to be freed; NULL for none */
};

enum { LEAST_COLUMNS = 40, HEAD = 1, FOOT = 2 };

static void forget_messages(struct screen *screen) {
    free(screen->said);
    screen->said = NULL;
    screen->remark = NULL;
}

/* Drawing */

/* Draws which policies are visible. */
static void draw_position(const struct screen *screen, size_t shown) {
    printw("%zu", screen->first + 1);
    if (shown > 1)
        printw("-%zu", screen->first + shown);
    printw(" of %zu  ", screen->game->selection.count);
}

static void draw_head(const struct screen *screen, const struct panel_scale *scale, size_t shown) {
    static const char *const meanings[CELLS] = {
        [CELL_USED] = " in use ",
        [CELL_FREE] = " free ",
        [CELL_GIVEN_BACK] = " freed ",
        [CELL_BYTES] = " held ",
    };
    const struct contexts *contexts = &screen->game->reel.contexts;
    attron(A_BOLD);
    panel_text(&screen->style, 0, 0, COLS / 3, contexts->names[screen->game->context]);
    attroff(A_BOLD);
    addstr("  ");
    if (shown < screen->game->selection.count)
        draw_position(screen, shown);
    for (enum panel_cell cell = 0; cell < CELLS; cell++) {
        if (getcurx(stdscr) + (int)strlen(meanings[cell]) + 1 > COLS)
            return;
        panel_cell(&screen->style, cell);
        addstr(meanings[cell]);
    }
    if (scale->slots_a_column > 1 && getcurx(stdscr) + 24 < COLS)
        printw(" 1 cell = %lld slots", (long long)scale->slots_a_column);
}

/* Returns how many policies are visible.  Moves the topmost one up where room would stay empty. */
static size_t fit_policies(struct screen *screen) {
    size_t count = screen->game->selection.count;
    size_t shown = (size_t)((LINES - HEAD - FOOT) / PANEL_LEAST);
    if (shown > count)
        shown = count;
    if (screen->first > count - shown)
        screen->first = count - shown;
    return shown;
}

static void draw_policies(const struct screen *screen, const struct panel_scale *scale,
                          size_t shown) {
    int rows = (LINES - HEAD - FOOT) / (int)shown;
    if (rows > PANEL_MOST + 1)
        rows = PANEL_MOST + 1;
    for (size_t i = 0; i < shown; i++)
        panel_draw(screen->game, screen->first + i, &screen->style, scale, HEAD + (int)i * rows,
                   rows > PANEL_LEAST ? rows - 1 : rows);
}

/* Writes the first line of the report. */
static void write_message(const struct screen *screen, FILE *stream) {
    static const char word[] = "error: ";
    const char *said = screen->said, *error = said ? strstr(said, word) : NULL;
    if (error)
        said = error + strlen(word);
    if (screen->prompt)
        fprintf(stream, "%c %s_", screen->prompt, screen->typed);
    else if (said)
        fprintf(stream, "%.*s", (int)strcspn(said, "\n"), said);
    else if (screen->remark)
        fputs(screen->remark, stream);
    else if (*screen->typed)
        fprintf(stream, "%s %s ...", screen->typed,
                strcmp(screen->typed, "1") == 0 ? "time" : "times");
    else
        fputs("+ - n b c g p x ? q, arrows, tab, space: run and pause, < >: speed", stream);
}

static void draw_foot(const struct screen *screen) {
    struct memstream text;
    memstream_open(&text);
    dialogue_moment(screen->game, text.stream);
    if (screen->running)
        fprintf(text.stream, "; running, %d per second", speeds[screen->speed]);
    char *moment = memstream_close(&text);
    memstream_open(&text);
    write_message(screen, text.stream);
    char *message = memstream_close(&text);
    attron(A_REVERSE);
    mvhline(LINES - FOOT, 0, ' ', COLS);
    panel_text(&screen->style, LINES - FOOT, 0, COLS, moment);
    attroff(A_REVERSE);
    panel_text(&screen->style, LINES - 1, 0, COLS - 1, message);
    free(moment);
    free(message);
}

/* Returns the help, whose words are all shorter than the least screen is wide.  The caller frees
 * it. */
static char *help_text(void) {
    struct memstream help;
    memstream_open(&help);
    command_help(help.stream);
    fputs("\nA number before a command repeats it: 25- is twenty-five times -.\nRight and left are "
          "n and b, up and down are + and -, tab is x. Home and End go to the first and the last "
          "event. Page Up and Page Down show other policies. Space runs and pauses, < slows down, "
          "> speeds up.\n",
          help.stream);
    return memstream_close(&help);
}

/* Draws a part of the help, with lines broken at blanks, and finds the next one. */
static void draw_help(struct screen *screen) {
    char *text = help_text();
    const char *at = text + screen->help_at;
    for (int row = 0; *at && row < LINES - 1; row++) {
        size_t bytes = strcspn(at, "\n");
        if (bytes > (size_t)COLS)
            for (bytes = (size_t)COLS; at[bytes] != ' ';)
                bytes--;
        mvaddnstr(row, 0, at, (int)bytes);
        at += bytes + 1;
    }
    mvaddstr(LINES - 1, 0, *at ? "Press any key for more." : "Press any key to return.");
    screen->help_next = *at ? (size_t)(at - text) : 0;
    free(text);
}

static void draw(struct screen *screen) {
    erase();
    if (COLS < LEAST_COLUMNS || LINES < HEAD + FOOT + PANEL_LEAST) {
        mvprintw(0, 0, "needs %d x %d", LEAST_COLUMNS, HEAD + FOOT + PANEL_LEAST);
    } else if (screen->helping) {
        draw_help(screen);
    } else {
        const struct panel_scale scale = panel_scale(screen->game, COLS);
        size_t shown = fit_policies(screen);
        draw_head(screen, &scale, shown);
        draw_policies(screen, &scale, shown);
        draw_foot(screen);
    }
    refresh();
}

/* Keys */

/* Runs a command; its messages go to the last line. */
static void run_command(struct screen *screen, const char *line) {
    size_t bytes;
    diag_capture_begin();
    enum command_result result = command_run(screen->game, line, &screen->remark);
    screen->said = diag_capture_end(&bytes);
    screen->helping = result == COMMAND_HELP;
    screen->ended = result == COMMAND_QUIT;
    if (bytes == 0) {
        free(screen->said);
        screen->said = NULL;
    }
}

/* Runs a command with what was typed: its argument, or the number before it. */
static void run_typed(struct screen *screen, char letter) {
    char line[2 + sizeof screen->typed] = {letter, ' '};
    memcpy(line + 2, screen->typed, sizeof screen->typed);
    screen->typed[0] = '\0';
    screen->prompt = 0;
    run_command(screen, line);
}

static void type(struct screen *screen, int key) {
    size_t bytes = strlen(screen->typed);
    if (bytes + 1 < sizeof screen->typed && key >= ' ' && key < 0x100) {
        screen->typed[bytes] = (char)key;
        screen->typed[bytes + 1] = '\0';
    }
}

static void take_prompt_key(struct screen *screen, int key) {
    size_t bytes = strlen(screen->typed);
    switch (key) {
    case '\n':
    case '\r':
    case KEY_ENTER: run_typed(screen, screen->prompt); break;
    case '\33': screen->prompt = screen->typed[0] = '\0'; break;
    case '\b':
    case 0x7f:
    case KEY_BACKSPACE:
        if (bytes > 0)
            screen->typed[bytes - 1] = '\0';
        break;
    default: type(screen, key);
    }
}

static void scroll_policies(struct screen *screen, bool down) {
    if (down && screen->first + 1 < screen->game->selection.count)
        screen->first++;
    else if (!down && screen->first > 0)
        screen->first--;
}

/* Takes keys that are no commands, or other names of commands. */
static void take_key(struct screen *screen, int key) {
    switch (key) {
    case KEY_RIGHT: run_typed(screen, 'n'); break;
    case KEY_LEFT: run_typed(screen, 'b'); break;
    case KEY_UP: run_typed(screen, '+'); break;
    case KEY_DOWN: run_typed(screen, '-'); break;
    case '\t': run_command(screen, "x"); break;
    case KEY_HOME: game_seek(screen->game, 0); break;
    case KEY_END: game_seek(screen->game, reel_count(&screen->game->reel)); break;
    case KEY_NPAGE:
    case KEY_PPAGE: scroll_policies(screen, key == KEY_NPAGE); break;
    case ' ': screen->running = !screen->running; break;
    case '>': screen->speed += screen->speed + 1 < SPEEDS; break;
    case '<': screen->speed -= screen->speed > 0; break;
    case 'g':
    case 'p':
        screen->prompt = (char)key;
        screen->typed[0] = '\0';
        break;
    case 'h': run_command(screen, "?"); break;
    case '\33': screen->typed[0] = '\0'; break;
    default:
        if (key >= '0' && key <= '9')
            type(screen, key);
        else if (key > ' ' && key < 0x7f)
            run_typed(screen, (char)key);
    }
}

static void take(struct screen *screen, int key) {
    bool goes_on = key == ' ' || key == '<' || key == '>' || key == KEY_NPAGE || key == KEY_PPAGE;
    if (key == KEY_RESIZE)
        return;
    forget_messages(screen);
    screen->running = screen->running && goes_on && !screen->prompt;
    if (screen->helping) {
        screen->help_at = screen->help_next;
        screen->helping = screen->help_at > 0;
    } else if (screen->prompt) {
        take_prompt_key(screen, key);
    } else {
        take_key(screen, key);
    }
}

/* Running */

static int ticks_of(const struct screen *screen) {
    return speeds[screen->speed] < TICKS ? speeds[screen->speed] : TICKS;
}

static void run_on(struct screen *screen) {
    uint64_t number = screen->game->place.number, count = reel_count(&screen->game->reel);
    uint64_t step = (uint64_t)(speeds[screen->speed] / ticks_of(screen));
    game_seek(screen->game, count - number < step ? count : number + step);
    if (screen->game->place.number < count)
        return;
    screen->running = false;
    screen->remark = "this is the last event";
}

/* Waits for a key; during a run, at most until the next step.  Returns false when a signal ends it.
 */
static bool wait(struct screen *screen) {
    enum { NS_PER_S = 1000000000 };
    int64_t most_ns = screen->running ? NS_PER_S / ticks_of(screen) : -1;
    enum interrupt_wait found = interrupt_wait(STDIN_FILENO, most_ns);
    if (found == INTERRUPT_END)
        return false;
    int key = getch();
    if (key == ERR && found == INTERRUPT_READY) /* the terminal is gone */
        return false;
    if (key == ERR && screen->running)
        run_on(screen);
    for (; key != ERR; key = getch())
        take(screen, key);
    return !interrupt_arrived();
}

bool screen_run(struct game *game) {
    struct screen screen = {.game = game, .speed = FIRST_SPEED};
    bool fine = true;
    if (!open_terminal())
        return false;
    screen.style = panel_begin(strcmp(nl_langinfo(CODESET), "UTF-8") == 0);
    while (fine && !screen.ended) {
        draw(&screen);
        fine = wait(&screen);
    }
    close_terminal();
    forget_messages(&screen);
    return fine;
}
