#!/bin/sh
#SBATCH --job-name=kvsim
#SBATCH --cpus-per-task=1
# Runs a study in shards as a job array of Slurm, a shard a task:
#
#     sbatch --array=1-64 contrib/slurm.sh 64 parts --workload boot -r 100000
#
# writes parts/00001.csv to parts/00064.csv, each whole or not at all.  Those that are missing in the
# end can be run again by their numbers, as in --array=7,12.  When all are there:
#
#     awk 'NR == 1 || FNR > 1' parts/*.csv >boot.csv
#
# The variable KVSIM names the program.
set -u
if [ $# -lt 3 ] || [ -z "${SLURM_ARRAY_TASK_ID-}" ]; then
    echo "usage: sbatch --array=1-SHARDS $0 SHARDS FOLDER KVSIM-ARGUMENT..." >&2
    exit 2
fi
shards=$1
folder=$2
shift 2
mkdir -p "$folder" || exit 3
exec "${KVSIM:-kvsim}" --jobs 1 "$@" --format csv --shard "$SLURM_ARRAY_TASK_ID/$shards" \
    --output "$folder/$(printf %05d "$SLURM_ARRAY_TASK_ID").csv"
