#!/usr/bin/env bash
# Build the Windows program under Wine, as one file and as one folder, and check both: their
# self-test in a folder with a Chinese name, their size and what is inside; and the same bytes when
# the file is built again. Then hang a model on it, and check that.
#
#   windows.sh OUT        OUT/dist/Convolens.exe is the file, OUT/dist/Convolens-folder/ the
#                         folder; OUT/winpy is kept for next time
#   windows.sh OUT once   without building it again
#
# PYTHON is a Python 3.11 in which the project and PyInstaller are installed. The exit code is 3 if
# something must be installed first, and 124 if Wine hung twice, which tells nothing of the program.
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

# The first program that runs makes Wine start its services, which keep that program's output open:
# who reads it to its end waits for them. So one without output comes first, and stays.
start_wine() {
    wineserver -k 2>/dev/null || true
    wine ping -n 7200 127.0.0.1 </dev/null >/dev/null 2>&1 &
    timeout -k 5 120 wine cmd /c exit </dev/null >/dev/null 2>&1
}
windows() { # SECONDS PROGRAM [OPTION…]; once more where Wine hangs
    local code=0
    # Python hangs under Wine 8 when its standard output is a plain file, so it is always a pipe.
    # No waiting for its reader: a program that was ended may leave another that holds it open.
    timeout -k 5 "$1" wine "${@:2}" </dev/null > >(exec cat) 2>&1 || code=$?
    if [ "$code" = 124 ] || [ "$code" = 137 ]; then
        echo "windows.sh: $2 did not end within $1 s; once more" >&2
        start_wine
        code=0
        timeout -k 5 "$1" wine "${@:2}" </dev/null > >(exec cat) 2>&1 || code=$?
    fi
    return "$code"
}

lock=$(cat "$source/requirements-windows.txt" "$here/winpy.txt" | sha256sum)
if [ "$(cat "$out/winpy.lock" 2>/dev/null)" != "$lock" ]; then
    rm -rf "$out/winpy"
    PYTHON=$python "$here/winpy.sh" "$out/winpy"
    echo "$lock" >"$out/winpy.lock"
fi
if [ ! -d "$WINEPREFIX" ]; then
    timeout -k 5 300 wineboot -i </dev/null >/dev/null 2>&1
    timeout -k 5 120 winecfg -v win10 </dev/null >/dev/null 2>&1
fi
start_wine

export PYTHONHASHSEED=1
SOURCE_DATE_EPOCH=$(git -C "$source" log -1 --format=%ct 2>/dev/null || echo 1700000000)
export SOURCE_DATE_EPOCH
build() { # FOLDER [OPTION…]
    (cd "$source" && windows 600 "$out/winpy/python.exe" -m PyInstaller --noconfirm \
        --clean --log-level=WARN --workpath="$out/build" --distpath="$1" build_exe.spec "${@:2}")
}

rm -rf "$out/dist" "$out/again" "$out/我的 照片"
seconds=$SECONDS
build "$out/dist" -- --both
exe=$out/dist/Convolens.exe
test -f "$exe"
test -f "$out/dist/Convolens-folder/Convolens.exe"
echo "one file and one folder built in $((SECONDS - seconds)) s"
if [ "$builds" = twice ]; then
    seconds=$SECONDS
    build "$out/again"
    cmp "$exe" "$out/again/Convolens.exe"
    echo "one file built again in $((SECONDS - seconds)) s: the same bytes"
fi
(cd "$out/dist" && sha256sum Convolens.exe)

"$python" "$here/bundle.py" "$exe" --budget=60
"$python" "$here/bundle.py" "$out/dist/Convolens-folder" --budget=160

folder="$out/我的 照片"
mkdir "$folder"
cp "$exe" "$folder/看 Convolens.exe"
cp -r "$out/dist/Convolens-folder" "$folder/文件夹"
(cd "$source" && "$python" -m gui --self-test --lists --report="$folder/lists.json" >/dev/null)

program() { # SECONDS PROGRAM [OPTION…], in the folder; its exit code
    (cd "$folder" && windows "$@")
}
self_test() { # PROGRAM [OPTION…]
    local code=0
    program 180 "$1" --self-test --offscreen --started="$(date +%s.%N)" --report=report.json \
        "${@:2}" >/dev/null || code=$?
    if [ "$code" = 124 ] || [ "$code" = 137 ]; then return 124; fi
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

for round in cold warm; do
    for name in "看 Convolens.exe" 文件夹/Convolens.exe; do
        echo "$name, $round:"
        self_test "$name" --expect=lists.json
    done
done

seven=$(windows 60 winepath -w "$source/resources/samples/digits/7-pen.png" | tr -d '\r')
program 120 "看 Convolens.exe" predict digits "$seven" --top 1 >"$folder/said"
wait_for grep ' 7' "$folder/said"
echo "its command line answers into a pipe"

# A console passes nothing on to a program with windows, which must look for it.
ln "$folder/看 Convolens.exe" "$folder/看.exe"
cp "$source/resources/samples/digits/7-pen.png" "$folder/7.png"
for name in 看.exe '文件夹\Convolens.exe'; do
    console=(timeout -k 5 60 "$python" "$here/console.py" wine cmd /c
        "start /wait $name predict digits 7.png --top 1")
    (cd "$folder" && { "${console[@]}" || { start_wine && "${console[@]}"; }; }) >"$folder/said"
    grep ' 7' "$folder/said"
done
echo "and on the console where it was typed"

# With a marker beside it the program keeps its settings there; a second start brings its picture
# to the window that is open, and ends.
touch "$folder/portable"
cp "$source/resources/samples/photos/chelsea.png" "$folder/猫.png"
data="$folder/Convolens data"
hand_over() {
    rm -rf "$data"
    (cd "$folder" && exec wine "看 Convolens.exe" --offscreen </dev/null >/dev/null 2>&1) &
    wait_for test -d "$data/notes" || return
    program 60 "看 Convolens.exe" --offscreen 猫.png >/dev/null || return
    wait_for grep -qs 'u732b' "$data/convolens.ini" # 猫, among the recent files
}
hand_over || {
    echo "windows.sh: the first window did not get the picture; once more" >&2
    start_wine
    hand_over
}
start_wine # ends it
rm "$folder/portable"
echo "portable, and a second start hands over its picture"

windows 60 "$out/winpy/python.exe" "$(windows 60 winepath -w "$here/manners.py" | tr -d '\r')"

(cd "$source" && "$python" -m gui pack digits --name "叶子 Leaf doctor" --base "$exe" \
    --samples resources/samples/digits --icon resources/icons/convolens-128.png \
    -o "$folder/叶子 医生.exe")
self_test "叶子 医生.exe"
