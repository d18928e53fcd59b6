#compdef kvsim
# Copyright (C) 2026 The kvsim authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Zsh completion for kvsim, which says itself what a word can become (--list completion).
_kvsim() {
    local offered more before
    local -a whole begun files
    while IFS=$'\t' read -r offered more before; do
        case $offered in
        /) files=("$more" "$before") ;;
        *[=:]) begun+=("${offered//:/\\:}:$more") ;;
        *) whole+=("${offered//:/\\:}:$more") ;;
        esac
    done < <("${(Q)words[1]/#\~\//$HOME/}" --list completion -- "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" \
        2>/dev/null </dev/null)
    _describe -t values value whole -- begun -S ''
    (($#files)) || return
    compset -P "${(b)files[2]}"
    if [[ $files[1] == '*' ]]; then _files; else _files -g "*.(${files[1]// /|})(-.)"; fi
}
_kvsim "$@"
