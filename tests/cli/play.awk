# Copyright (C) 2026 The kvsim authors
# SPDX-License-Identifier: GPL-3.0-or-later
# A random play and its wanted results: writes commands, and for each of them the events before it,
# as a native trace, and the policies and the context shown.
#
#   awk -v seed=N -v count=N -v policies='LIST LIST' -f play.awk LOG
#
# LOG is a native trace with a context column and no name, in which no pid is registered twice at
# once.  Files: commands, trace.N, look.N (policies, context).  The model is a list of all events in
# order; `at` of them have happened.  The player's own events have numbers.  An event whose entry an
# own event took earlier is void, marked with that event's number, and skipped.
BEGIN { FS = ","; now = 0 }
NR == 1 { next }
{
    n++
    time[n] = $1; kind[n] = $2; pid[n] = $3; context[n] = $4; own[n] = void[n] = 0
    if (!($4 in seen)) { seen[$4]; names[++contexts] = $4 }
}
# Chance of its own: an awk may have another one in every run, whatever its srand() is told.
function below(limit) { seed = seed * 16807 % 2147483647; return seed % limit }
function real_count(i, c) { for (i = 1; i <= n; i++) c += !void[i]; return c + 0 }
# The index of the item after which `at` events have happened.
function index_of(wanted, i) { for (i = 0; wanted > 0; ) wanted -= !void[++i]; return i }
function move(to, from) {
    time[to] = time[from]; kind[to] = kind[from]; pid[to] = pid[from]; context[to] = context[from]
    own[to] = own[from]; void[to] = void[from]
}
# Forgets own events ahead; the entries that they took exist again.
function forget(from, i, j, kept) {
    for (i = from + 1; i <= n; i++)
        for (j = 1; own[i] && j <= n; j++) if (void[j] == own[i]) void[j] = 0
    for (i = kept = from + 1; i <= n; i++) if (!own[i]) move(kept++, i)
    n = kept - 1
}
# Returns whether the entry of the registration at j exists after item i.
function alive(j, i, k) {
    for (k = j + 1; k <= i; k++) if (kind[k] == "deregister" && pid[k] == pid[j] && !void[k]) return 0
    return 1
}
function insert(i, what, who, j) {
    for (j = n; j > i; j--) move(j + 1, j)
    n++
    time[i + 1] = now; kind[i + 1] = what; pid[i + 1] = who; context[i + 1] = names[look]
    own[i + 1] = ++made; void[i + 1] = 0
    # The workload's next deregistration of an entry that was taken is void.
    for (j = i + 2; what == "deregister" && who < 100000 && j <= n; j++)
        if (kind[j] == "deregister" && pid[j] == who) { void[j] = made; break }
    at++
}
function register(count) {
    forget(index_of(at))
    while (count-- > 0) insert(index_of(at), "register", next_pid++)
}
# Returns the newest registration whose entry exists after item i, 0 for none.
function newest(i, j) {
    for (j = i; j > 0 && !(kind[j] == "register" && context[j] == names[look] && alive(j, i)); j--)
        ;
    return j
}
function deregister(count, j) {
    if (newest(index_of(at)) == 0) return
    forget(index_of(at))
    for (; count > 0 && (j = newest(index_of(at))) > 0; count--) insert(index_of(at), "deregister", pid[j])
}
function stand(i) { i = index_of(at); now = at ? time[i] : 0 }
function report(number, i, c) {
    file = "trace." number
    print "time_s,event,pid,context" >file
    for (i = 1; c < at; i++)
        if (!void[i]) { c++; print time[i] "," kind[i] "," pid[i] "," context[i] >file }
    close(file)
    print lists[list], names[look] >("look." number)
    close("look." number)
}
END {
    lists_count = split(policies, lists, " ")
    list = look = 1
    next_pid = 100000
    for (number = 1; number <= count; number++) {
        choice = below(20)
        much = 1 + below(below(3) ? 4 : 25)
        if (choice < 4) { command = "+ " much; register(much) }
        else if (choice < 8) { command = "- " much; deregister(much) }
        else if (choice < 11) { command = "n " much; at += much; if (at > (c = real_count())) at = c; stand() }
        else if (choice < 15) { command = "b " much; at -= much; if (at < 0) at = 0; stand() }
        else if (choice < 17) {
            now = below(160) / 4
            command = "g " now "s"
            for (at = 0; at < real_count() && time[index_of(at + 1)] <= now; at++)
                ;
        }
        else if (choice < 18) { list = 1 + below(lists_count); command = "p " lists[list] }
        else if (choice < 19) { look = look % contexts + 1; command = "x" }
        else command = "s"
        print command >"commands"
        report(number)
    }
}
