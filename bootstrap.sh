#!/bin/sh
# Makes a clone ready to run: installs what is missing (Debian, Ubuntu and their like), generates the
# build system, configures and builds.  Does nothing that is done already.
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
command -v gnuplot|gnuplot-nox
command -v mandoc|mandoc
'

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
    echo "bootstrap.sh: installing$1" >&2
    quietly $as_root apt-get update -q
    # shellcheck disable=SC2086
    quietly $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends $1
}

missing=$(missing_packages)
[ -z "$missing" ] || install_packages "$missing"
# The tests for libraries need pkg-config, which may have come only now.
missing=$(missing_packages)
[ -z "$missing" ] || install_packages "$missing"

[ -e kvsim ] || echo "bootstrap.sh: configuring and building, which takes a minute or two" >&2
[ -e configure ] && [ configure -nt configure.ac ] && [ Makefile.in -nt Makefile.am ] ||
    quietly autoreconf --install
[ -e config.status ] && [ config.status -nt configure ] || quietly ./configure
quietly make -s -j"$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)"
