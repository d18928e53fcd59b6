# Copyright (C) 2026 The kvsim authors
# SPDX-License-Identifier: GPL-3.0-or-later
# What a power cut may leave of the outputs, after each prefix of a sequence of system calls, as
# written by strace -f -y.  Unsynced bytes of a file may be lost, torn or present; a name may lead
# to any of the files that it has led to.  An old file in its place must not be touched.
#
# outputs: paths with their sizes in the end ("/x/a 10 /x/b 20"); old: the size of the old file in
# the place of each of them, -1 for none.  Prints each state that is neither the old file nor the
# complete new one, and in the end the numbers of prefixes and states.

function text(from) { # the text in quotes from there on
    return substr($0, from, index(substr($0, from), "\"") - 1)
}

function add(path, file) {
    now[path] = file
    if (path in final)
        leads[path, ++names[path]] = file
}

# Adds what a power cut would leave now.
function look(    path, n, file, kept, lost) {
    prefixes++
    for (path in final)
        for (n = 1; n <= names[path]; n++) {
            file = leads[path, n]
            lost = size[file] - synced[file]
            for (kept = 0; kept <= 2; kept++) {
                states++
                if (file == "none" ? old >= 0 : file == "old" path ? touched[file] : \
                        synced[file] + int(lost * kept / 2) != final[path])
                    print "after " NR " calls: " path ": " (file == "none" ? "nothing" : \
                        synced[file] + int(lost * kept / 2) " of " final[path] " bytes")
            }
        }
}

BEGIN {
    n = split(outputs, words, " ")
    for (i = 1; i < n; i += 2) {
        final[words[i]] = words[i + 1]
        file = old < 0 ? "none" : "old" words[i]
        size[file] = synced[file] = old < 0 ? 0 : old
        add(words[i], file)
    }
}

# Joins calls that those of other processes split in two.
/<unfinished \.\.\.>$/ { sub(/<unfinished.*/, ""); begun[$1] = $0; next }
/<\.\.\. [a-z0-9]+ resumed>/ { process = $1; sub(/.* resumed>/, ""); $0 = begun[process] $0 }

# A call by several processes: the path of a descriptor is in <>.
{
    sub(/^[0-9]+ +/, "")
    path = /^(open|rename|unlink|truncate)/ ? text(index($0, "\"") + 1) : $0
    if (path == $0) {
        sub(/^[a-z0-9]*\([0-9]+</, "", path)
        sub(/>(\(deleted\))?[,)].*/, "", path)
    }
}

!/ = [0-9]+(<.*>)?(\(deleted\))?$/ { next }
/^open/ {
    if (/O_CREAT/ && (!(path in now) || now[path] == "none"))
        add(path, "file" ++files)
    if (path in now && (/O_TRUNC/ || (/O_WRONLY|O_RDWR/ && now[path] ~ /^old/)))
        touched[now[path]] = 1
}
/^p?write/ && path in now { size[now[path]] += $NF; touched[now[path]] = 1 }
/^f?truncate/ && path in now { touched[now[path]] = 1 }
/^f(data)?sync/ && path in now { synced[now[path]] = size[now[path]] }
/^rename/ {
    to = $0
    sub(/.*, "/, "", to)
    sub(/".*/, "", to)
    add(to, now[path])
    delete now[path]
}
/^unlink/ {
    if (path in final)
        add(path, "none")
    delete now[path]
}
{ look() }
END {
    for (path in final)
        if (now[path] !~ /^file/ || size[now[path]] != final[path])
            print path " is not what the calls have written"
    print (prefixes > 10 && states >= 3 * prefixes ? "looked" : "too few calls")
}
