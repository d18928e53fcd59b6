# Copyright (C) 2026 The kvsim authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Between recordings of the kernel and kvsim.
#
#   awk -v make=wanted -f recording.awk RECORDING     into `wanted-trace` a native trace with the
#                                                     recording's operations, into `wanted-timeline`
#                                                     what kvsim's timeline must say, as
#                                                     "len cap moved vmalloc bytes action" lines
#   awk -v make=comparable -f recording.awk TIMELINE  kvsim's timeline as such lines
#
# A recording does not say which entry is closed, which makes no difference to the vector: the
# trace closes the newest.
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
make == "wanted" && $1 == "+" { printf "%d,register,%d\n", n++, ++pid >"wanted-trace" }
make == "wanted" && $1 == "-" { printf "%d,deregister,%d\n", n++, pid-- >"wanted-trace" }
make == "wanted" { print $2, $3, $4, $5, $6, action[$7] >"wanted-timeline" }
make == "comparable" && FNR > 1 { print $5, $6, $9, $8 == "vmalloc", $7, $10 }
