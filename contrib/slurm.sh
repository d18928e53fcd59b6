#!/bin/sh
#SBATCH --job-name=kvsim
#SBATCH --cpus-per-task=1
#SBATCH --mem-per-cpu=256M
#SBATCH --time=04:00:00
#SBATCH --requeue
#SBATCH --output=%x-%A_%a.log
#SBATCH --open-mode=append
# Copyright (C) 2026 The kvsim authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs a study in shards as a job array of Slurm, a shard a task, and sums it up when all have ended:
#
#     job=$(sbatch --parsable --array=1-64 slurm.sh 64 parts -w boot -r 100000)
#     sbatch --dependency=afterany:$job --output=boot.txt --wrap='kvsim --results parts/*-of-64.csv'
#     cat boot.txt
#
# Task 7 writes parts/07-of-64.csv, whole or not at all.  A part that is there already is kept and not
# computed again, so that the same sbatch goes on where an earlier one was stopped.  Where parts are
# missing, boot.txt says which: run these again by number, as in --array=7,12, and then the second
# command.  Parts in the folder that are of another study (other arguments, files or another version of
# kvsim) are an error.
#
# What is killed, or exceeds --time, has lost its shard and nothing else; more shards lose less.  The
# options of sbatch come before those above: --time=10:00, --mem-per-cpu=1G.  An array may have some of
# the shards only, which is how there can be more of them than Slurm's MaxArraySize allows.
#
# The variable KVSIM names the program, else it is the one that PATH finds on the node.  The exit status
# is the program's; 2 for wrong arguments, 3 where the program or the folder is missing.
set -u
me=slurm.sh

# fail STATUS TEXT...
fail() {
    status=$1
    shift
    echo "$me: $*" >&2
    exit "$status"
}

usage="usage: sbatch --array=1-SHARDS $me SHARDS FOLDER KVSIM-ARGUMENT..."
[ $# -ge 3 ] || fail 2 "$usage"
case $1 in *[!0-9]* | '' | 0*) fail 2 "the number of shards must be a whole number, not '$1'; $usage" ;; esac
shards=$1
folder=$2
shift 2
shard=${SLURM_ARRAY_TASK_ID-}
[ -n "$shard" ] || fail 2 "this is no task of an array; $usage"
{ [ "$shard" -ge 1 ] && [ "${SLURM_ARRAY_TASK_MAX:-$shard}" -le "$shards" ]; } ||
    fail 2 "the tasks of $shards shards are --array=1-$shards, not ${SLURM_ARRAY_TASK_MIN:-$shard}-${SLURM_ARRAY_TASK_MAX:-$shard}"
program=$(command -v "${KVSIM:-kvsim}") ||
    fail 3 "there is no program '${KVSIM:-kvsim}' on $(uname -n): set KVSIM to its path, as sbatch --export=ALL,KVSIM=PATH does"
mkdir -p "$folder" || fail 3 "there is no folder '$folder' and it cannot be made"
[ -w "$folder" ] || fail 3 "nothing can be written into the folder '$folder'"

# refuse_other FILE KVSIM-ARGUMENT...: ends with status 2 when a part that is there is not of this study,
# which the last column says.  To know this one, its last row is enough: one run.
refuse_other() {
    file=$1
    shift
    there=$(tail -n 1 "$file" | sed 's/.*,//')
    here=$("$program" -q --jobs 1 "$@" --format csv --columns study --shard 1000000000/1000000000) ||
        exit
    here=$(echo "$here" | tail -n 1)
    [ "$there" = study ] || [ "$there" = "$here" ] ||
        fail 2 "$file is of another study: $there, not $here; remove it, or take another folder"
}

# The study's parts are told from those of the same folder in another number of shards by their names.
part=$folder/$(printf "%0${#shards}d" "$shard")-of-$shards.csv
if [ -e "$part" ]; then
    refuse_other "$part" "$@"
    echo "$me: $part is there already" >&2
    exit 0
fi
for other in "$folder"/*-of-"$shards".csv; do
    [ ! -e "$other" ] || refuse_other "$other" "$@"
    break
done
exec "$program" --jobs 1 "$@" --format csv --shard "$shard/$shards" --output "$part"
