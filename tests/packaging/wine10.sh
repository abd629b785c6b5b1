#!/usr/bin/env bash
# Debian 13's Wine 10 in a folder of its own: unlike Wine 8, it shows windows of Qt 6.
#
#   wine10.sh setup ROOT              make it (as root, with debootstrap; minutes, 1.8 GB)
#   wine10.sh run ROOT DIR EXE ARG…   run a Windows program of folder DIR on $DISPLAY
#   wine10.sh umount ROOT             always before ROOT is deleted
set -euo pipefail
verb=${1:-} root=${2:-}
case $verb in
setup)
    debootstrap --variant=minbase trixie "$root" >"$root.log" 2>&1
    chroot "$root" apt-get update -qq
    DEBIAN_FRONTEND=noninteractive chroot "$root" apt-get install -y -qq --no-install-recommends \
        wine wine64 libwine fonts-dejavu-core fonts-wqy-zenhei >>"$root.log" 2>&1
    echo "127.0.0.1 localhost" >"$root/etc/hosts" # a splash listens there
    ;;
run)
    folder=$3
    shift 3
    mkdir -p "$root$folder" "$root/tmp/.X11-unix"
    for place in /proc /dev /tmp/.X11-unix "$folder"; do
        mountpoint -q "$root$place" || mount --bind "$place" "$root$place"
    done
    # shellcheck disable=SC2016  # the inner shell expands it
    exec chroot "$root" /usr/bin/env DISPLAY="${DISPLAY:-:0}" HOME=/root LC_ALL=C.UTF-8 \
        WINEARCH=win64 WINEPREFIX="$folder/.wine10" WINEDEBUG="${WINEDEBUG:--all}" \
        WINEDLLOVERRIDES="mscoree=d" /bin/sh -c 'cd "$0" && exec wine "$@"' "$folder" "$@"
    ;;
umount)
    mount | awk -v root="$root/" 'index($3, root) == 1 { print $3 }' | sort -r |
        while read -r place; do umount "$place"; done
    ;;
*)
    sed -n '2,6s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
