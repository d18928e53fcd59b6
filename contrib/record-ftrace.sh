#!/bin/sh
# Copyright (C) 2026 The kvsim authors
# SPDX-License-Identifier: GPL-3.0-or-later
# record-ftrace.sh [SECONDS] >FILE
#
# Records, for a minute or the given number of seconds, who opens binder's devices and where processes start and
# end, by the kernel's ftrace alone, on a Linux machine or a phone:
#
#     ./record-ftrace.sh 60 >linux.trace
#     adb push binder-probes.sh record-ftrace.sh /data/local/tmp
#     adb shell su root sh /data/local/tmp/record-ftrace.sh 60 >phone.trace
#     kvsim -t phone.trace
#
# Needs: root, tracefs, and what binder-probes.sh, beside this file, needs; its head shows the
# recorded lines.  The buffer holds 16 MiB per processor.
set -eu
seconds=${1:-60}
here=$(dirname "$0")

for tracing in /sys/kernel/tracing /sys/kernel/debug/tracing; do
    [ ! -e "$tracing/trace" ] || break
done
[ -e "$tracing/trace" ] || {
    echo "record-ftrace.sh: no tracefs: run, as root, mount -t tracefs tracefs /sys/kernel/tracing" >&2
    exit 1
}
probes=$(sh "$here/binder-probes.sh" add)
buffer=$tracing/instances/kvsim

finish() {
    echo >"$buffer/set_event" || :
    rmdir "$buffer" || :
    sh "$here/binder-probes.sh" remove
}
trap finish EXIT
trap 'exit 130' HUP INT TERM

mkdir "$buffer"
echo 16384 >"$buffer/buffer_size_kb"
echo mono >"$buffer/trace_clock"
echo 1 >"$buffer/options/record-tgid" 2>/dev/null || :
for event in $probes task:task_newtask task:task_rename sched:sched_process_exec sched:sched_process_exit; do
    echo "$event" >>"$buffer/set_event"
done
# Only openings of binder's devices, not of other files.
filter=$buffer/events/kvsim/sys_enter_openat/filter
[ ! -e "$filter" ] || echo 'filename ~ "*/dev/*binder*"' >"$filter"
sleep "$seconds"
echo 0 >"$buffer/tracing_on"
cat "$buffer/trace"
