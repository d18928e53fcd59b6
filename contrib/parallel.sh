#!/bin/sh
# Runs a study in shards under GNU parallel and puts them together as one CSV:
#
#     contrib/parallel.sh 16 boot.csv --workload boot -r 1000 --vary 'memory.element_size=8|16'
#
# is `kvsim --workload boot ... --format csv --output boot.csv` in 16 processes of one thread each, as
# many at a time as there are cores.  GNU parallel takes options of its own from the variable
# PARALLEL, as in PARALLEL='--sshlogin a,b' for other hosts; the variable KVSIM names the program.
# When a shard fails, so does this, and the CSV is not written.
set -u
usage() {
    echo "usage: $0 SHARDS OUTPUT.csv KVSIM-ARGUMENT..." >&2
    exit 2
}
[ $# -ge 3 ] || usage
case $1 in *[!0-9]* | '' | 0) usage ;; esac
shards=$1
output=$2
shift 2
if ! parallel --version 2>/dev/null | grep -q '^GNU parallel'; then
    echo "$0: this needs GNU parallel (moreutils has another program of that name)" >&2
    exit 3
fi
joined=$(mktemp) || exit 3
trap 'rm -f "$joined"' EXIT

# The outputs come one behind the other in the order of the shards, each with the header.
seq "$shards" | parallel --quote --keep-order --halt now,fail=1 \
    "${KVSIM:-kvsim}" --jobs 1 "$@" --format csv --shard "{}/$shards" >"$joined" || exit
awk 'NR == 1 { header = $0; print } $0 != header' "$joined" >"$output"
