# Copyright (C) 2026 The kvsim authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Fish completion for kvsim, which says itself what a word can become (--list completion).
function __kvsim_complete
    set -l words (commandline -opc)
    set -l program (string replace -r '^~/' "$HOME/" -- $words[1])
    set -l word (commandline -ct)
    for line in ($program --list completion -- $words[2..-1] "$word" 2>/dev/null </dev/null)
        set -l fields (string split \t -- $line)
        if test "$fields[1]" != /
            echo $line
            continue
        end
        # Names of files, and of folders on the way to them.
        set -l value (string sub -s (math (string length -- "$fields[3]") + 1) -- $word)
        set -l endings /\$ "\\."(string split ' ' -- $fields[2])\$
        test "$fields[2]" = '*'; and set endings .
        for file in (complete -C "__kvsim_no_command $value" | string replace -r '\t.*' '')
            string match -qr -- (string join '|' -- $endings) $file; and echo $fields[3]$file
        end
    end
end
complete -c kvsim -f -a '(__kvsim_complete)'
