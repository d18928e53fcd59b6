#!/bin/sh
# Copyright (C) 2026 The kvsim authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs a study in shards under GNU parallel, one per core at a time:
#
#     parallel.sh 64 parts -w boot -r 100000 && kvsim --results parts/*-of-64.csv
#
# prints the same as `kvsim -w boot -r 100000`.  Shard 7 is written to parts/07-of-64.csv
# atomically.  An existing part is kept, so the same command resumes a stopped study.  Parts of
# another study in the folder (other arguments, files or another version of kvsim) are an error.
#
# GNU parallel takes options of its own from the variable PARALLEL, as in PARALLEL='--sshlogin a,b'
# for other hosts, which must see the folder under the same path.  The variable KVSIM names the
# program.  The exit status is that of the first shard that failed, else of the check that no row is
# missing.
set -u
me=parallel.sh
usage="usage: $me SHARDS FOLDER KVSIM-ARGUMENT..."
[ $# -ge 3 ] || { echo "$usage" >&2; exit 2; }
case $1 in *[!0-9]* | '' | 0*)
    echo "$me: the number of shards must be a whole number, not '$1'; $usage" >&2
    exit 2
    ;;
esac
parallel --version 2>/dev/null | grep -q '^GNU parallel' || {
    echo "$me: this needs GNU parallel (the parallel of moreutils is another program)" >&2
    exit 3
}

command -v "${KVSIM:-kvsim}" >/dev/null || {
    echo "$me: no program '${KVSIM:-kvsim}': set KVSIM to its path, such as KVSIM=./kvsim $me ..." >&2
    exit 3
}

# A shard is a task as for Slurm; that script does the work.
here=$(cd "$(dirname "$0")" && pwd) || exit 3
seq "$1" | SLURM_ARRAY_TASK_MAX=$1 parallel --quote --halt now,fail=1 \
    env SLURM_ARRAY_TASK_ID={} sh "$here/slurm.sh" "$@" || exit
exec "${KVSIM:-kvsim}" --check --results "$2"/*-of-"$1".csv
