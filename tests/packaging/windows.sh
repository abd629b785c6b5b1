#!/usr/bin/env bash
# Build the Windows program under Wine, twice, and check it: the same bytes, its self-test in a
# folder with a Chinese name, its size and what is inside. Then hang a model on it, and check that.
#
#   windows.sh OUT        OUT/dist/Convolens.exe is the program; OUT/winpy is kept for next time
#   windows.sh OUT once   without the second build
#
# PYTHON is a Python 3.11 in which the project and PyInstaller are installed.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
source=$(cd "$here/../.." && pwd)
mkdir -p "$1"
out=$(cd "$1" && pwd)
builds=${2:-twice}
python=$(command -v "${PYTHON:-python3}")
case $python in /*) ;; *) python=$PWD/$python ;; esac

missing=()
for tool in wine osslsigncode unzip; do
    command -v "$tool" >/dev/null || missing+=("$tool")
done
if [ "${#missing[@]}" -gt 0 ]; then
    echo "windows.sh: not here: ${missing[*]}. On Debian or Ubuntu:" >&2
    echo "  sudo apt-get install --no-install-recommends wine wine64 libwine osslsigncode unzip" >&2
    exit 3
fi

export WINEPREFIX=$out/wine WINEDEBUG=-all WINEDLLOVERRIDES=mscoree=d LC_ALL=C.UTF-8
trap 'wineserver -k 2>/dev/null || true' EXIT
# Wine's Python hangs on a plain file as standard output, so it always gets a pipe.
windows() { wine "$@" </dev/null 2>&1 | cat; }

lock=$(cat "$source/requirements-windows.txt" "$here/winpy.txt" | sha256sum)
if [ "$(cat "$out/winpy.lock" 2>/dev/null)" != "$lock" ]; then
    rm -rf "$out/winpy"
    PYTHON=$python "$here/winpy.sh" "$out/winpy"
    echo "$lock" >"$out/winpy.lock"
fi
[ -d "$WINEPREFIX" ] || { wineboot -i && winecfg -v win10; } >/dev/null 2>&1

export PYTHONHASHSEED=1
SOURCE_DATE_EPOCH=$(git -C "$source" log -1 --format=%ct 2>/dev/null || echo 1700000000)
export SOURCE_DATE_EPOCH
build() { # FOLDER [OPTION…]
    (cd "$source" && windows "$out/winpy/python.exe" -m PyInstaller --noconfirm --clean \
        --log-level=WARN --workpath="$out/build" --distpath="$1" build_exe.spec -- "${@:2}")
}

rm -rf "$out/dist" "$out/again"
seconds=$SECONDS
build "$out/dist"
exe=$out/dist/Convolens.exe
test -f "$exe"
echo "built in $((SECONDS - seconds)) s"
if [ "$builds" = twice ]; then
    build "$out/again"
    cmp "$exe" "$out/again/Convolens.exe"
    echo "built again: the same bytes"
fi
(cd "$out/dist" && sha256sum Convolens.exe)

"$python" "$here/bundle.py" "$exe" --budget=60

folder="$out/我的 照片"
rm -rf "$folder"
mkdir "$folder"
cp "$exe" "$folder/看 Convolens.exe"
(cd "$source" && "$python" -m gui --self-test --lists --report="$folder/lists.json" >/dev/null)

program() { # SECONDS PROGRAM [OPTION…], in the folder; its exit code
    # shellcheck disable=SC2016  # the inner shell expands it
    (cd "$folder" && timeout "$1" bash -c 'wine "$@" </dev/null 2>/dev/null | cat
        exit "${PIPESTATUS[0]}"' - "${@:2}")
}
self_test() { # PROGRAM [OPTION…]
    program 180 "$1" --self-test --offscreen --report=report.json "${@:2}" >/dev/null || true
    "$python" "$here/report.py" "$folder/report.json"
    rm "$folder/report.json"
}
wait_for() { # COMMAND…, up to a minute
    for _ in $(seq 300); do
        if "$@"; then return; fi
        sleep 0.2
    done
    return 1
}

seconds=$SECONDS
self_test "看 Convolens.exe" --expect=lists.json
echo "self-test under Wine in $((SECONDS - seconds)) s"

seven=$(winepath -w "$source/resources/samples/digits/7-pen.png")
program 120 "看 Convolens.exe" predict digits "$seven" --top 1 | grep ' 7'
echo "its command line answers into a pipe"

# With a marker beside it the program keeps its settings there; a second start brings its picture
# to the window that is open, and ends.
touch "$folder/portable"
cp "$source/resources/samples/photos/chelsea.png" "$folder/猫.png"
data="$folder/Convolens data"
program 180 "看 Convolens.exe" --offscreen >/dev/null &
wait_for test -d "$data/notes"
program 60 "看 Convolens.exe" --offscreen 猫.png >/dev/null
wait_for grep -qs 'u732b' "$data/convolens.ini" # 猫, among the recent files
wineserver -k
wait
rm "$folder/portable"
echo "portable, and a second start hands over its picture"

windows "$out/winpy/python.exe" "$(winepath -w "$here/manners.py")"

(cd "$source" && "$python" -m gui pack digits --name "叶子 Leaf doctor" --base "$exe" \
    --samples resources/samples/digits --icon resources/icons/convolens-128.png \
    -o "$folder/叶子 医生.exe")
self_test "叶子 医生.exe"
