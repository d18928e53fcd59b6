# Copyright (C) 2026 The kvsim authors
# SPDX-License-Identifier: GPL-3.0-or-later
# The Test Anything Protocol for the shell tests, which read this file by `.`.
#
# Sets up an empty folder $work as the current one, removed at the end; $kvsim is the program,
# $source the folder of the sources.  All runs in the C locale, in which awk writes and reads
# decimal points; locale.test tries others.
LC_ALL=C
export LC_ALL
# gnuplot, run by hand, complains of the degree sign if the locale has no UTF-8.
if command -v gnuplot >/dev/null; then
    gnuplot() { LC_ALL=C.UTF-8 command gnuplot "$@"; }
fi
kvsim=${KVSIM:-./kvsim}
case $kvsim in /*) ;; *) kvsim=$PWD/$kvsim ;; esac
source=$(cd "${srcdir:-.}" && pwd)
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
count=0

# piped COMMAND...: with SIGPIPE as it is by default, which a caller such as systemd may ignore.
piped() {
    if env --default-signal=PIPE true 2>/dev/null; then
        env --default-signal=PIPE "$@"
    else
        "$@"
    fi
}

# ok NAME: passes if the command before it did.
ok() {
    if [ $? -eq 0 ]; then pass "$1"; else fail "$1"; fi
}

pass() {
    count=$((count + 1))
    printf '%s\n' "ok $count - $1"
}

fail() {
    count=$((count + 1))
    printf '%s\n' "not ok $count - $1"
}

# is NAME GOT WANTED: passes if the two texts are the same.
is() {
    if [ "$2" = "$3" ]; then
        pass "$1"
    else
        fail "$1"
        printf '%s\n' "$2" | sed 's/^/# got:    /'
        printf '%s\n' "$3" | sed 's/^/# wanted: /'
    fi
}

# skip NAME REASON
skip() {
    count=$((count + 1))
    echo "ok $count - $1 # SKIP $2"
}

# find_locale LANGUAGE CHARSET: sets $locale to one of the system's, or else to one made here, in
# Latin-1 or Latin-5, which takes a quarter of the time; fails if there is none.
find_locale() {
    unset LOCPATH
    locale=$(locale -a 2>/dev/null | grep -i "^$1\.utf-*8\$" | head -n 1)
    if [ -z "$locale" ]; then
        locale=$1
        localedef --no-archive -i "$1" -f "$2" "./$1" >/dev/null 2>&1
        LOCPATH=$work
        export LOCPATH
    fi
    [ "$(LC_ALL=$locale locale decimal_point 2>/dev/null)" = , ]
}

# decode: standard input without percent-encoding.
decode() {
    awk '
        BEGIN { for (i = 1; i < 256; i++) byte[sprintf("%02X", i)] = sprintf("%c", i) }
        {
            while (match($0, /%[0-9A-F][0-9A-F]/)) {
                printf "%s%s", substr($0, 1, RSTART - 1), byte[substr($0, RSTART + 1, 2)]
                $0 = substr($0, RSTART + 3)
            }
            printf "%s", $0
        }'
}

# run COMMAND...: runs it; $status, and its outputs in the files `out` and `err`.
run() {
    "$@" >out 2>err
    status=$?
}

# column NAME [ROW]: a column of the CSV in the file `out`.
column() {
    awk -F, -v name="$1" -v row="${2:-1}" '
        NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) field = i }
        NR == row + 1 { print $field }' out
}

# figures: CSV from standard input without the last two columns, which identify a row's study.
figures() {
    sed 's/,[^,]*,[^,]*$//'
}

# columns NAME... of the first row, as NAME=VALUE words.
columns() {
    for name; do printf '%s=%s ' "$name" "$(column "$name")"; done | sed 's/ $//'
}

plan() {
    echo "1..$count"
}
