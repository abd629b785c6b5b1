#!/usr/bin/env bash
# Show the Windows program's native window under Wine 10 on a virtual screen, with a photo as its
# argument, and take a picture for people to look at; the time from start to window is printed, as
# it is seen from outside, and as the program's own self-test reports it.
#
#   window.sh ROOT PROGRAM PHOTO PICTURE.png [SECONDS]
#
# ROOT is what `wine10.sh setup ROOT` made. Needs root, and on Debian or Ubuntu:
#   sudo apt-get install xvfb x11-utils imagemagick debootstrap
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$1 program=$(realpath "$2") photo=$(realpath "$3") picture=$(realpath "$4") seconds=${5:-15}
for tool in Xvfb xwininfo import; do
    command -v "$tool" >/dev/null || {
        echo "window.sh: $tool is not here; the head of this file says what to install" >&2
        exit 3
    }
done
[ -x "$root/usr/bin/wine" ] || {
    echo "window.sh: no Wine 10 in $root: $here/wine10.sh setup $root" >&2
    exit 3
}

work=$(mktemp -d)
folder=$work/照片
mkdir "$folder"
if [ -d "$(dirname "$program")/_internal" ]; then
    cp -r "$(dirname "$program")/." "$folder/"
else
    cp "$program" "$folder/"
fi
cp "$photo" "$folder/猫.${photo##*.}"
# Xvfb looks for a display that nobody uses, and tells its number.
Xvfb -displayfd 3 -screen 0 1440x900x24 3>"$work/display" >/dev/null 2>&1 &
screen=$!
until [ -s "$work/display" ]; do sleep 0.1; done
DISPLAY=:$(cat "$work/display")
export DISPLAY
stop() {
    chroot "$root" env WINEPREFIX="$folder/.wine10" wineserver -k 2>/dev/null || true
    kill $screen 2>/dev/null || true
    "$here/wine10.sh" umount "$root"
    rm -rf "$work"
}
trap stop EXIT

# Windows is there before a program starts; so is Wine, by a program that stays until the end. It
# comes first and has no output: Wine's services keep that of the first program open.
run() { "$here/wine10.sh" run "$root" "$folder" "$@" </dev/null > >(exec cat) 2>&1; }
timeout 180 "$here/wine10.sh" run "$root" "$folder" wineboot -i </dev/null >/dev/null 2>&1 || true
"$here/wine10.sh" run "$root" "$folder" ping -n 3600 127.0.0.1 </dev/null >/dev/null 2>&1 &
run cmd /c exit

name=$(basename "$program")
shown() { # WORD in the title of one of the program's windows
    xwininfo -root -tree 2>/dev/null | grep -iF "(\"$name\"" | grep -vE '"(Default IME|PyInstaller[^"]*)"' |
        grep -qE "\"[^\"]*($1)[^\"]*\": \("
}
after() { echo $((($(date +%s%N) - start) / 1000000)); }
for round in cold warm again; do
    start=$(date +%s%N)
    run "./$name" "猫.${photo##*.}" >"$work/said" &
    opened=
    until shown 猫; do
        if [ -z "$opened" ] && shown '.'; then opened=$(after); fi
        if [ "$(after)" -gt 120000 ]; then
            echo "window.sh: no picture within two minutes" >&2
            cat "$work/said" >&2
            exit 1
        fi
        sleep 0.05
    done
    echo "$round: window after ${opened:-?} ms, with its picture after $(after) ms"
    sleep "$seconds"
    import -window root "$picture"
    # Each call ends one process, and one file that unpacks itself is two.
    while shown '.'; do
        run taskkill /f /im "$name" >/dev/null || true
        sleep 0.5
    done
done

code=0
for round in cold warm again; do
    run "./$name" --self-test --native --started="$(date +%s.%N)" --report=report.json >/dev/null || true
    echo "self-test, $round:"
    "${PYTHON:-python3}" "$here/report.py" "$folder/report.json" || code=1
    rm -f "$folder/report.json"
done
echo "$picture: look at it"
exit "$code"
