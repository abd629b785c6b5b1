"""What a build must hold, and what it is built from."""

from __future__ import annotations

import importlib.util
import re
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parents[2]


def script(name: str):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


bundle = script("bundle")
lock = script("lock")

WHOLE = [
    "PySide6/plugins/platforms/qoffscreen.dll", "PySide6/plugins/platforms/qwindows.dll",
    "PySide6/plugins/iconengines/qsvgicon.dll", "python311.dll", "resources/models/photos.onnx",
    "resources/models/digits.onnx", "resources/models/doodles.onnx",
    "resources/icons/convolens.svg", "resources/expected.json", "resources/SOURCES.md",
    "licences/Qt-6.9.3/LGPL-3.0.txt", "licences/numpy-2.1.3/LICENSE.txt",
    "licences/Python-3.11.9/LICENSE.txt",
]  # fmt: skip


def faults(names, content=b"MZ"):
    return bundle.faults([(name, content) for name in names], windows=True)


def test_a_whole_bundle_has_no_faults():
    assert faults(WHOLE) == []


@pytest.mark.parametrize("missing", WHOLE)
def test_what_is_missing_is_said(missing):
    assert len(faults([name for name in WHOLE if name != missing])) == 1


@pytest.mark.parametrize(
    "name",
    [
        "PySide6/Qt6Qml.dll",
        "PySide6/opengl32sw.dll",
        "PySide6/Qt6Network.dll",
        "PIL/_avif.cp311-win_amd64.pyd",
        "libcrypto-3.dll",
        "resources/make_icons.py",
    ],
)
def test_what_is_not_needed_is_said(name):
    assert faults([*WHOLE, name]) == [f"{name} is not needed"]


def test_a_library_of_wine_is_recognised():
    content = b"MZ" + bytes(62) + b"Wine builtin DLL" + bytes(99)
    assert "ucrtbase.dll is Wine's, not Windows'" in faults([*WHOLE, "ucrtbase.dll"], content)


def locked() -> dict[str, str]:
    text = (ROOT / "requirements-windows.txt").read_text("utf-8")
    found = re.findall(r"^([\w.-]+)==(\S+) --hash=sha256:[0-9a-f]{64}$", text, re.MULTILINE)
    assert len(found) == len([line for line in text.splitlines() if not line.startswith("#")])
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in found}


def test_the_lock_holds_the_pins():
    found = locked()
    for name, version in lock.PINS.items():
        assert found[name.lower()] == version


def test_the_lock_fits_what_the_project_needs():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    found = locked()
    for text in project["dependencies"]:
        needed = Requirement(text)
        assert Version(found[needed.name.lower()]) in needed.specifier, text


@pytest.mark.parametrize("name", ["ci.yml", "release.yml"])
def test_workflows_name_files_that_exist(name):
    text = (ROOT / ".github" / "workflows" / name).read_text("utf-8")
    pattern = r"tests/packaging/[\w./-]+|requirements-windows\.txt|build_exe\.spec|\.ci/run"
    for path in re.findall(pattern, text):
        assert (ROOT / path).is_file(), path


@pytest.mark.parametrize("name", ["ci.yml", "release.yml"])
def test_workflows_use_actions_that_nobody_can_exchange(name):
    text = (ROOT / ".github" / "workflows" / name).read_text("utf-8")
    used = re.findall(r"uses: (\S+)", text)
    assert used
    assert [action for action in used if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", action)] == []


@pytest.mark.skipif(sys.platform == "win32", reason="the scripts are for Linux")
def test_scripts_can_be_run():
    for path in [*(ROOT / "tests" / "packaging").glob("*.sh"), ROOT / ".ci" / "run"]:
        assert path.stat().st_mode & 0o111, path
