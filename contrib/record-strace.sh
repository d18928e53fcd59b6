#!/bin/sh
# Copyright (C) 2026 The kvsim authors
# SPDX-License-Identifier: GPL-3.0-or-later
# record-strace.sh FILE COMMAND [ARGUMENT]...
#
# Runs a command and records where it and its children open binder's devices, start and end:
#
#     ./record-strace.sh job.strace ./my-service
#     kvsim -t job.strace
#
# Needs: strace, and no root.  The command runs slower meanwhile.  FILE then has lines like
#
#     5083  1795884698.507135 openat(AT_FDCWD</>, "/dev/binder", O_RDWR|O_CLOEXEC) = 3</dev/binder>
#     5083  1795884698.624129 close(3</dev/binder>) = 0
#     5083  1795884698.676044 +++ exited with 0 +++
set -eu
[ $# -ge 2 ] || {
    echo "usage: record-strace.sh FILE COMMAND [ARGUMENT]..." >&2
    exit 2
}
file=$1
shift
exec strace -f -y -ttt -o "$file" \
    -e trace=process,open,openat,openat2,close,close_range,dup,dup2,dup3,fcntl "$@"
