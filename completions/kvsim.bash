# Copyright (C) 2026 The kvsim authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Bash completion for kvsim, which says itself what a word can become (--list completion).
_kvsim() {
    # Words as the shell sees them, not as readline breaks them: at = and :.
    local line=${COMP_LINE:0:COMP_POINT} words word done offered more before value suffix
    local breaks=${COMP_WORDBREAKS//[^=:]/} program=${COMP_WORDS[0]/#'~/'/$HOME/}
    read -ra words <<<"$line"
    case $line in *[[:space:]]) words+=('') ;; esac
    word=${words[${#words[@]} - 1]}
    done=
    [ -z "$breaks" ] || done=${word%"${word##*["$breaks"]}"}
    COMPREPLY=()
    while IFS=$'\t' read -r offered more before; do
        if [ "$offered" != / ]; then
            COMPREPLY+=("$offered")
            case $offered in *[=:]) compopt -o nospace 2>/dev/null ;; esac
            continue
        fi
        # Names of files, and of folders on the way to them.
        compopt -o filenames 2>/dev/null
        value=${word:${#before}}
        while read -r offered; do COMPREPLY+=("$before$offered"); done < <(
            set -f
            {
                compgen -d -- "$value"
                for suffix in $more; do compgen -f -X "!*${suffix#\*}" -- "$value"; done
            } | sort -u
        )
    done < <("$program" --list completion -- "${words[@]:1}" 2>/dev/null </dev/null)
    COMPREPLY=("${COMPREPLY[@]#"$done"}")
}
complete -F _kvsim kvsim
