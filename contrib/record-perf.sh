#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# record-perf.sh [SECONDS] >FILE
#
# Records, for a minute or the given number of seconds, who opens binder's devices and where processes start and
# end on the whole machine, by perf:
#
#     ./record-perf.sh 60 >linux.perf
#     kvsim -t linux.perf
#
# Needs: root, perf, tracefs, and what binder-probes.sh, beside this file, needs.  It prints lines like
#
#     app  5021/5021  [001]  4711.250114301:  kvsim:binder_open: (ffffffff81a3c2d0) file=0xffff8881012f4d00 name="hwbinder"
set -eu
seconds=${1:-60}
here=$(dirname "$0")
data=$(mktemp)
trap 'rm -f "$data"; sh "$here/binder-probes.sh" remove' EXIT
trap 'exit 130' HUP INT TERM

probes=$(sh "$here/binder-probes.sh" add)
set --
for event in $probes task:task_newtask task:task_rename sched:sched_process_exec sched:sched_process_exit; do
    set -- "$@" -e "$event"
done
perf record -q -a -o "$data" "$@" sleep "$seconds" >&2
perf script -i "$data" --ns -F comm,pid,tid,cpu,time,event,trace
