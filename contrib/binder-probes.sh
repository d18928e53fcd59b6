#!/bin/sh
# Copyright (C) 2026 The kvsim authors
# SPDX-License-Identifier: GPL-3.0-or-later
# binder-probes.sh add | remove
#
# Adds kernel events in the group kvsim that show who opens binder's devices, and prints their
# names; "remove" removes them.  record-ftrace.sh and record-perf.sh call it, and Perfetto records
# these events with record-perfetto.pbtx.
#
# Needs: root, tracefs, CONFIG_KPROBE_EVENTS.  Probes of the driver are best, with the opened file:
# binder_open and binder_release.  The device's name in them needs Linux 6.10.  If the kernel
# refuses it, or has no driver (a machine with stand-ins in its place), probes of system calls
# replace them.  Recorded, they look like this:
#
#     app-5021 [001] ..... 4711.250114: binder_open: (binder_open+0x0/0x330) file=0xffff8881012f4d00 name="hwbinder"
#     app-5021 [001] ..... 4711.761455: binder_release: (binder_release+0x0/0x80) file=0xffff8881012f4d00 name="hwbinder"
#
# or like this:
#
#     app-5021 [001] ..... 4711.250114: sys_enter_openat: (do_sys_openat2+0x0/0x90) filename="/dev/binder" flags=0x80002
#     app-5021 [001] ..... 4711.250131: sys_exit_openat: (__x64_sys_openat+0x54/0xa0 <- do_sys_openat2) fd=0x3
#     app-5021 [001] ..... 4711.761455: sys_enter_close: (file_close_fd+0x0/0x60) fd=0x3
set -eu

case ${1-} in
    add | remove) ;;
    *)
        echo "usage: binder-probes.sh add | remove" >&2
        exit 2
        ;;
esac

for tracing in /sys/kernel/tracing /sys/kernel/debug/tracing; do
    [ ! -e "$tracing/trace" ] || break
done
probes=$tracing/kprobe_events
if [ ! -w "$probes" ]; then
    echo "binder-probes.sh: cannot write $probes: it needs root, tracefs and CONFIG_KPROBE_EVENTS" >&2
    exit 1
fi

# The kernel's name of a function: Rust's have more text around it.
symbol() {
    awk -v name="$1" '$3 ~ "(^|[^a-z_])(rust_)?" name "([^a-z_]|$)" { print $3; exit }' /proc/kallsyms
}

# The first of these functions that exists.
first_of() {
    for name in "$@"; do
        if grep -q " $name\$" /proc/kallsyms; then
            echo "$name"
            return
        fi
    done
}

add() {
    echo "$1" >>"$probes" 2>/dev/null
}

remove() {
    for event in binder_open binder_release sys_enter_openat sys_exit_openat sys_enter_close; do
        echo "-:kvsim/$event" >>"$probes" 2>/dev/null || :
    done
}

# shellcheck disable=SC2016 # $arg2 is the kernel's
add_driver() {
    open=$(symbol binder_open)
    release=$(symbol binder_release)
    [ -n "$open" ] && [ -n "$release" ] &&
        add "p:kvsim/binder_open $open file=\$arg2:x64 name=\$arg2:%pD" &&
        add "p:kvsim/binder_release $release file=\$arg2:x64 name=\$arg2:%pD" &&
        echo kvsim:binder_open kvsim:binder_release
}

# do_sys_openat2 has its flags in memory, do_sys_open (before Linux 5.6) as a number.
add_calls() {
    close=$(first_of file_close_fd close_fd)
    add "p:kvsim/sys_enter_openat do_sys_openat2 filename=+0(\$arg2):ustring flags=+0(\$arg3):x64" &&
        add 'r:kvsim/sys_exit_openat do_sys_openat2 fd=$retval:x64' ||
        { add "p:kvsim/sys_enter_openat do_sys_open filename=+0(\$arg2):ustring flags=\$arg3:x64" &&
            add 'r:kvsim/sys_exit_openat do_sys_open fd=$retval:x64'; } || return 1
    if [ -n "$close" ]; then
        add "p:kvsim/sys_enter_close $close fd=\$arg1:x32"
    else
        add "p:kvsim/sys_enter_close __close_fd fd=\$arg2:x32"
    fi || return 1
    echo kvsim:sys_enter_openat kvsim:sys_exit_openat kvsim:sys_enter_close
}

case ${1-} in
    add)
        remove
        add_driver || { remove; add_calls; } || {
            remove
            echo "binder-probes.sh: this kernel allows probes of neither the driver nor openat" >&2
            exit 1
        }
        ;;
    remove) remove ;;
esac
