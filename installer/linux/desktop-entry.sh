#!/bin/sh
# Adds a menu entry, the icons and the handler of bimx:// links for this user, or removes them again.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
data=${XDG_DATA_HOME:-$HOME/.local/share}
entry=$data/applications/bimexplorer.desktop

case "${1:-}" in
add)
    mkdir -p "$data/applications"
    # A quoted Exec knows four characters that need a backslash, which the file itself wants doubled.
    program=$(printf '%s' "$here/bimexplorer" | sed 's/["`$\\]/\\\\&/g')
    # In a replacement of sed these would mean something else.
    program=$(printf '%s' "$program" | sed 's/[&|\\]/\\&/g')
    sed -e "s|^Exec=bimexplorer|Exec=\"$program\"|" -e "/^TryExec=/d" "$here/share/bimexplorer.desktop" >"$entry"
    (cd "$here/share/icons" && find . -type f) | while read -r icon; do
        mkdir -p "$data/icons/$(dirname "$icon")"
        cp "$here/share/icons/$icon" "$data/icons/$icon"
    done
    ;;
remove)
    rm -f "$entry"
    (cd "$here/share/icons" && find . -type f) | while read -r icon; do
        rm -f "$data/icons/$icon"
    done
    ;;
*)
    echo "usage: $0 add|remove" >&2
    exit 2
    ;;
esac
if command -v update-desktop-database >/dev/null 2>&1; then
    update-desktop-database -q "$data/applications" || true
fi
