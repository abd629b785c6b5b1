#!/usr/bin/env bash
# Show the Windows program's native window under Wine 10 on a virtual screen, with a photo as its
# argument, and take a picture for people to look at; the time from start to window is printed.
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
export DISPLAY=:78
Xvfb $DISPLAY -screen 0 1440x900x24 >/dev/null 2>&1 &
screen=$!
stop() {
    chroot "$root" env WINEPREFIX="$folder/.wine10" wineserver -k 2>/dev/null || true
    kill $screen 2>/dev/null || true
    "$here/wine10.sh" umount "$root"
    rm -rf "$work"
}
trap stop EXIT
sleep 1

# The first start makes Wine's own folder; the second is measured.
timeout 180 "$here/wine10.sh" run "$root" "$folder" wineboot -i >/dev/null 2>&1 || true
for round in cold warm; do
    start=$(date +%s%N)
    "$here/wine10.sh" run "$root" "$folder" "./$(basename "$program")" "猫.${photo##*.}" \
        </dev/null 2>&1 | cat >"$work/said" &
    until xwininfo -root -tree 2>/dev/null | grep -qE '"[^"]*(Convolens|猫)[^"]*"'; do
        sleep 0.02
        if [ $((($(date +%s%N) - start) / 1000000000)) -gt 120 ]; then
            echo "window.sh: no window within two minutes" >&2
            cat "$work/said" >&2
            exit 1
        fi
    done
    echo "$round: window after $((($(date +%s%N) - start) / 1000000)) ms"
    sleep "$seconds"
    [ $round = cold ] || import -window root "$picture"
    chroot "$root" env WINEPREFIX="$folder/.wine10" wineserver -k 2>/dev/null || true
    sleep 2
done
echo "$picture: look at it"
