# Copyright (C) 2026 The kvsim authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Between the kernel, its recordings and kvsim.
#
#   awk -v make=recording -f recording.awk LOG        the recording that a kernel log holds, as
#                                                     kvsim-recording(7) makes one
#   awk -v make=wanted -f recording.awk RECORDING     into `wanted-trace` a native trace with the
#                                                     recording's operations, into `wanted-timeline`
#                                                     what kvsim's timeline must say, as
#                                                     "len cap moved vmalloc bytes action" lines
#   awk -v make=comparable -f recording.awk TIMELINE  kvsim's timeline as such lines
#
# A recording does not say which entry closes, and the vector does not depend on that: the trace
# closes the newest.

# happened(OLD, NEW, MOVED, TARGET): the letter for what happened to the capacity.
function happened(old, new, moved, target) {
    if (new == old)
        return target == "-" ? "." : "n"
    if (old == 0)
        return "A"
    if (new == 0)
        return "F"
    return new > old ? (moved ? "M" : "G") : (moved ? "S" : "s")
}
BEGIN {
    FS = make == "comparable" ? "," : " "
    split(". none A alloc M grow G grow-in-place s shrink S shrink-moved F free n noop", pairs, " ")
    for (i = 1; i in pairs; i += 2)
        action[pairs[i]] = pairs[i + 1]
    if (make == "wanted") {
        print "time_s,event,pid" >"wanted-trace"
        printf "" >"wanted-timeline"
    }
}
/^#/ { next }
# op len cap address vmalloc bytes target, which is -1 if none was requested
make == "recording" && sub(/^.*kvsim: /, "") {
    target = $7 < 0 ? "-" : $7
    moved = cap > 0 && $3 > 0 && $4 != address
    print $1, $2, $3, moved, $5, $6, happened(cap + 0, $3 + 0, moved, target), target
    cap = $3
    address = $4
}
make == "wanted" && $1 == "+" { printf "%d,register,%d\n", n++, ++pid >"wanted-trace" }
make == "wanted" && $1 == "-" { printf "%d,deregister,%d\n", n++, pid-- >"wanted-trace" }
make == "wanted" { print $2, $3, $4, $5, $6, action[$7] >"wanted-timeline" }
make == "comparable" && FNR > 1 { print $5, $6, $9, $8 == "vmalloc", $7, $10 }
