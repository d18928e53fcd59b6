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
# Runs a study in shards as a job array of Slurm, one shard per task, and sums it up when all have
# ended:
#
#     job=$(sbatch --parsable --array=1-64 slurm.sh 64 parts -w boot -r 100000)
#     sbatch --dependency=afterany:$job --output=boot.txt --wrap='kvsim --results parts/*-of-64.csv'
#     cat boot.txt
#
# Task 7 writes parts/07-of-64.csv atomically.  An existing part is kept, so the same sbatch resumes
# a stopped study.  If parts are missing, boot.txt says which: run these again by number, as in
# --array=7,12, and then the second command.  Parts of another study in the folder (other arguments,
# files or another version of kvsim) are an error.
#
# A task that is killed or exceeds --time loses only its shard; with more shards it loses less.  The
# options of sbatch come before those above: --time=10:00, --mem-per-cpu=1G.  An array may have only
# some of the shards, so there can be more of them than Slurm's MaxArraySize allows.
#
# The variable KVSIM names the program; default: kvsim from PATH on the node.  The exit status is the
# program's; 2 for wrong arguments, 3 if the program or the folder is missing.
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
[ -n "$shard" ] || fail 2 "not a task of a job array; $usage"
{ [ "$shard" -ge 1 ] && [ "${SLURM_ARRAY_TASK_MAX:-$shard}" -le "$shards" ]; } ||
    fail 2 "$shards shards need --array=1-$shards, not ${SLURM_ARRAY_TASK_MIN:-$shard}-${SLURM_ARRAY_TASK_MAX:-$shard}"
program=$(command -v "${KVSIM:-kvsim}") ||
    fail 3 "no program '${KVSIM:-kvsim}' on $(uname -n): set KVSIM to its path, such as sbatch --export=ALL,KVSIM=PATH"
mkdir -p "$folder" || fail 3 "cannot create the folder '$folder'"
[ -w "$folder" ] || fail 3 "cannot write into the folder '$folder'"

# refuse_other FILE KVSIM-ARGUMENT...: ends with status 2 if an existing part is of another study,
# as its last column shows.  The last row of this study, one run, has the column to compare with.
refuse_other() {
    file=$1
    shift
    there=$(tail -n 1 "$file" | sed 's/.*,//')
    here=$("$program" -q --jobs 1 "$@" --format csv --columns study --shard 1000000000/1000000000) ||
        exit
    here=$(echo "$here" | tail -n 1)
    [ "$there" = study ] || [ "$there" = "$here" ] ||
        fail 2 "$file belongs to another study: $there, not $here; remove it or use another folder"
}

# Names distinguish the parts from those of another number of shards in the same folder.
part=$folder/$(printf "%0${#shards}d" "$shard")-of-$shards.csv
if [ -e "$part" ]; then
    refuse_other "$part" "$@"
    echo "$me: $part already exists" >&2
    exit 0
fi
for other in "$folder"/*-of-"$shards".csv; do
    [ ! -e "$other" ] || refuse_other "$other" "$@"
    break
done
exec "$program" --jobs 1 "$@" --format csv --shard "$shard/$shards" --output "$part"
