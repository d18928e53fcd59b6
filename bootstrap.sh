#!/bin/sh
# Copyright (C) 2026 The kvsim authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes a clone ready to run: installs what is missing to build (Debian, Ubuntu and their like), generates
# the build system, configures and builds.  Does nothing that is done already.
#
#   ./bootstrap.sh [PACKAGE]...    the packages are optional ones, which it names when it has built
set -eu
cd "$(dirname "$0")"

# What is needed, as "a test that it is there | its Debian package".
needs='
command -v gcc || command -v clang|gcc
command -v make|make
command -v autoconf|autoconf
command -v automake|automake
command -v pkg-config|pkg-config
test -e /usr/include/stdio.h|libc6-dev
pkg-config --exists yaml-0.1|libyaml-dev
pkg-config --exists gsl|libgsl-dev
pkg-config --exists json-c|libjson-c-dev
pkg-config --exists libarchive|libarchive-dev
pkg-config --exists ncursesw|libncurses-dev
pkg-config --exists zlib|zlib1g-dev
'

# What is not, with what lacks without it.
optional='
command -v gnuplot|gnuplot-nox|--plot and --report, and the tests of pictures
command -v mandoc|mandoc|the check of the manual'"'"'s markup
command -v chromium|chromium|the test of the page of --report
command -v tmux|tmux|the test of the screen of --play
command -v rustc|rustc|the test that compiles what --rust prints
command -v bash|bash|the test of completion in bash
command -v zsh|zsh|the test of completion in zsh
command -v fish|fish|the test of completion in fish
'

for package; do
    row=$(echo "$optional" | grep -F "|$package|") || {
        echo "bootstrap.sh: no optional package is called $package; there are"\
            $(echo "$optional" | cut -d '|' -f 2) >&2
        exit 2
    }
    needs="$needs${row%|*}
"
done

missing_packages() {
    echo "$needs" | while IFS= read -r line; do
        [ -n "$line" ] || continue
        eval "${line%|*}" >/dev/null 2>&1 || printf ' %s' "${line##*|}"
    done
}

# Runs a command quietly; when it fails, shows what it said.
log=$(mktemp)
trap 'rm -f "$log"' EXIT
quietly() {
    "$@" >"$log" 2>&1 || {
        code=$?
        cat "$log" >&2
        echo "bootstrap.sh: failed: $*" >&2
        exit "$code"
    }
}

install_packages() {
    if ! command -v apt-get >/dev/null 2>&1; then
        echo "bootstrap.sh: these Debian packages, or what your system calls them, are missing:$1" >&2
        exit 1
    fi
    if [ "$(id -u)" = 0 ]; then
        as_root=
    elif command -v sudo >/dev/null 2>&1; then
        as_root=sudo
    else
        echo "bootstrap.sh: as root, run first: apt-get install$1" >&2
        exit 1
    fi
    quietly $as_root apt-get update -q
    # shellcheck disable=SC2086
    size=$(LC_ALL=C apt-get install --assume-no --no-install-recommends $1 2>/dev/null |
        sed -n 's/^Need to get \(.*\) of archives.*/, \1 to fetch/p
            s/^After this operation, \(.*\) of additional.*/, \1 on disk/p' | tr -d '\n') || true
    echo "bootstrap.sh: installing$1$size" >&2
    # shellcheck disable=SC2086
    quietly $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends $1
}

missing=$(missing_packages)
[ -z "$missing" ] || install_packages "$missing"

built=yes
[ -e kvsim ] || built=
[ "$built" ] || echo "bootstrap.sh: configuring and building, which takes a minute or two" >&2
[ -e configure ] && [ configure -nt configure.ac ] && [ Makefile.in -nt Makefile.am ] ||
    quietly autoreconf --install
[ -e config.status ] && [ config.status -nt configure ] || quietly ./configure
quietly make -s -j"$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)"

# What could be added is said once.
missing=$(echo "$optional" | while IFS='|' read -r there package lacking; do
    [ -n "$package" ] && ! eval "$there" >/dev/null 2>&1 || continue
    echo "  $package: $lacking"
done)
if [ -z "$built" ] && [ -n "$missing" ]; then
    echo "bootstrap.sh: built.  Not installed, and not needed but for these:" >&2
    echo "$missing" >&2
    echo "To add some: ./bootstrap.sh$(echo "$missing" | sed 's/^ *\([^:]*\):.*/ \1/' | tr -d '\n')" >&2
fi
