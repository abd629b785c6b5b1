"""The house keeps its order: who imports whom, style, types, and small files."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted([*ROOT.glob("engine/**/*.py"), *ROOT.glob("gui/**/*.py")])


def run(*command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_imports_follow_the_arrows():
    script = "from importlinter.cli import lint_imports_command as main; main()"
    done = subprocess.run(
        [sys.executable, "-c", script, "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_style():
    run("ruff", "check", "--no-cache", ".")


def test_format():
    run("ruff", "format", "--no-cache", "--check", ".")


def test_types(tmp_path):
    run("mypy", f"--cache-dir={tmp_path}")


def test_the_engine_runs_without_qt():
    code = "import sys, engine, engine.cli; assert not [m for m in sys.modules if 'PySide6' in m]"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def imported(path: Path) -> set[str]:
    """Return the top-level names of the packages that a file imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize(
    ("package", "homes"),
    [
        (
            "PIL",
            ["engine/decoding.py", "engine/images.py", "engine/export.py", "engine/lettering.py"],
        ),
        ("onnx", ["engine/formats/"]),
        ("threadpoolctl", ["engine/threads.py"]),
        ("PySide6", ["gui/"]),
    ],
)
def test_a_library_is_used_only_at_its_border(package, homes):
    users = [path.relative_to(ROOT).as_posix() for path in SOURCES if package in imported(path)]
    strangers = [user for user in users if not any(user.startswith(home) for home in homes)]
    assert users
    assert strangers == []


def test_files_stay_small():
    long = {
        path.relative_to(ROOT).as_posix(): lines
        for path in SOURCES
        if (lines := len(path.read_text("utf-8").splitlines())) > 300
    }
    unexplained = [name for name in long if "one thing" not in (ROOT / name).read_text("utf-8")]
    assert unexplained == [], f"longer than 300 lines without saying why: {long}"
