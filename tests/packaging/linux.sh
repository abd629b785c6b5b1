#!/usr/bin/env bash
# Build the program for this Linux, as one file and as one folder, and check both: their self-test
# in a folder with a Chinese name, their size and what is inside.
#
#   linux.sh OUT      OUT/dist/Convolens is the file, OUT/dist/Convolens-folder/ the folder
#
# PYTHON is a Python in which the project and PyInstaller are installed.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
source=$(cd "$here/../.." && pwd)
mkdir -p "$1"
out=$(cd "$1" && pwd)
python=$(command -v "${PYTHON:-python3}")
case $python in /*) ;; *) python=$PWD/$python ;; esac

export PYTHONHASHSEED=1
SOURCE_DATE_EPOCH=$(git -C "$source" log -1 --format=%ct 2>/dev/null || echo 1700000000)
export SOURCE_DATE_EPOCH

rm -rf "$out/dist" "$out/我的 照片"
seconds=$SECONDS
(cd "$source" && "$python" -m PyInstaller --noconfirm --clean --log-level=WARN \
    --workpath="$out/build" --distpath="$out/dist" build_exe.spec -- --both)
echo "both built in $((SECONDS - seconds)) s"
"$python" "$here/bundle.py" "$out/dist/Convolens" --budget=100
"$python" "$here/bundle.py" "$out/dist/Convolens-folder" --budget=240

folder="$out/我的 照片"
mkdir "$folder"
cp "$out/dist/Convolens" "$folder/看 Convolens"
cp -r "$out/dist/Convolens-folder" "$folder/看"
(cd "$source" && "$python" -m gui --self-test --lists --report="$folder/lists.json" >/dev/null)
cd "$folder"
for program in "./看 Convolens" ./看/Convolens; do
    "$program" --version >/dev/null # once cold
    start=$(date +%s%N)
    "$program" --version
    echo "$program --version: $((($(date +%s%N) - start) / 1000000)) ms"
    timeout 180 "$program" --self-test --offscreen --started="$(date +%s.%N)" \
        --expect=lists.json --report=report.json >/dev/null 2>&1 || true
    "$python" "$here/report.py" report.json
    rm report.json
done

seconds=$SECONDS
pack() { # OPTION…; it runs the self-test of what it makes
    (cd "$source" && "$python" -m gui pack digits --name "叶子 Leaf doctor" \
        --samples resources/samples/digits --icon resources/icons/convolens-128.png "$@")
}
pack --base "$out/dist/Convolens" -o "$folder/叶子"
pack --base "$out/dist/Convolens-folder/Convolens" --folder -o "$folder/叶子 folder"
pack -o "$folder/叶子 built"
"$folder/叶子 built" --self-test --report=report.json >/dev/null 2>&1 || true
"$python" "$here/report.py" report.json
echo "a model packed in three ways in $((SECONDS - seconds)) s"
