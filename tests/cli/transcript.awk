# Copyright (C) 2026 The kvsim authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Extracts the transcripts of a manual page or of README.md: lines "$ command", "> more of it", then
# its output.  Writes numbered pairs of files, N.sh and N.wanted, and prints how many.  A yaml block
# of README.md that begins with "# NAME" is written to the file NAME in the folder run.
#
#   awk -v folder=DIR -f transcript.awk FILE
function unescape(line) {
    gsub(/\\e/, "\\", line)
    gsub(/\\-/, "-", line)
    gsub(/\\&/, "", line)
    gsub(/\\\(aq/, "'", line)
    gsub(/\\\(dq/, "\"", line)
    gsub(/\\\(ga/, "`", line)
    gsub(/\\\(ti/, "~", line)
    gsub(/\\\(ha/, "^", line)
    return line
}
/^```yaml/ { getline name; file = folder "/run/" substr(name, 3); next }
/^```/ && file { close(file); file = ""; next }
file { print >file; next }
/^\.Bd / || /^```console/ { inside = 1; live = 0; next }
/^\.Ed/ || /^```/ { inside = 0; next }
!inside { next }
manual = FILENAME !~ /\.md$/ { $0 = unescape($0) }
/^\$ / {
    live = 1
    close(wanted)
    command = folder "/" ++count ".sh"
    wanted = folder "/" count ".wanted"
    printf "" >wanted
    print substr($0, 3) >command
    next
}
!live { next }
/^> / && !printed[count] { print substr($0, 3) >command; next }
{ printed[count] = 1; print >wanted }
END { print count + 0 }
