# Between recordings of the kernel and kvsim.
#
#   awk -v make=trace -f recording.awk RECORDING      a native trace with the recording's operations
#   awk -v make=timeline -f recording.awk RECORDING   what kvsim's timeline must say, as
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
    if (make == "trace")
        print "time_s,event,pid"
}
/^#/ { next }
make == "trace" && $1 == "+" { printf "%d,register,%d\n", n++, ++pid }
make == "trace" && $1 == "-" { printf "%d,deregister,%d\n", n++, pid-- }
make == "timeline" { print $2, $3, $4, $5, $6, action[$7] }
make == "comparable" && FNR > 1 { print $5, $6, $9, $8 == "vmalloc", $7, $10 }
