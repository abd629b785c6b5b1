from __future__ import annotations

import errno
import os
import sys
import tempfile
from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths

from gui import paths
from gui.crash import CrashHooks
from gui.settings import Settings


def test_data_lies_in_the_systems_folder(monkeypatch, tmp_path):
    monkeypatch.setattr(
        QStandardPaths, "writableLocation", staticmethod(lambda _: str(tmp_path / "中文" / "data"))
    )
    folder = paths.app_data()
    assert folder == tmp_path / "中文" / "data"
    assert folder.is_dir()
    assert paths.log_folder(folder).is_dir()


def test_file_named_portable_keeps_data_beside_the_frozen_program(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "Convolens.exe"))
    (tmp_path / "portable").touch()
    assert paths.app_data().parent == tmp_path


def test_without_the_marker_a_frozen_program_writes_nothing_beside_itself(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "program" / "Convolens.exe"))
    (tmp_path / "program").mkdir()
    monkeypatch.setattr(
        QStandardPaths, "writableLocation", staticmethod(lambda _: str(tmp_path / "data"))
    )
    assert paths.app_data() == tmp_path / "data"
    assert list((tmp_path / "program").iterdir()) == []


@pytest.mark.parametrize("error", [errno.EROFS, errno.ENOSPC, errno.EACCES, errno.ENODEV])
@pytest.mark.parametrize("step", ["mkdir", "write_bytes"])
def test_where_nothing_can_be_kept_the_program_starts_all_the_same(
    monkeypatch, tmp_path, error, step
):
    monkeypatch.setattr(
        QStandardPaths, "writableLocation", staticmethod(lambda _: str(tmp_path / "data"))
    )
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def fail(self, *_, **__):
        raise OSError(error, "it fails")

    with monkeypatch.context() as patch:
        patch.setattr(Path, step, fail)
        folder = paths.app_data()
    assert folder.parent == tmp_path
    assert folder != tmp_path / "data"
    assert paths.log_folder(folder).is_dir()


def test_nothing_of_the_try_stays_behind(monkeypatch, tmp_path):
    monkeypatch.setattr(
        QStandardPaths, "writableLocation", staticmethod(lambda _: str(tmp_path / "data"))
    )
    folder = paths.app_data()
    assert [path.name for path in folder.rglob("*")] == ["logs"]


def _pipe(path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no named pipes")
    os.mkfifo(path)


@pytest.mark.parametrize("name", ["convolens.ini", "logs", "logs/convolens.log", "logs/faults.log"])
@pytest.mark.parametrize("kind", ["a folder", "a pipe", "a loop", "a file"])
def test_where_something_else_bears_our_names_the_program_starts_all_the_same(
    monkeypatch, tmp_path, name, kind
):
    """To open a pipe waits until somebody reads it, and there would be no window."""
    monkeypatch.setattr(
        QStandardPaths, "writableLocation", staticmethod(lambda _: str(tmp_path / "data"))
    )
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    place = tmp_path / "data" / name
    place.parent.mkdir(parents=True)
    make = {
        "a folder": Path.mkdir, "a pipe": _pipe, "a file": Path.touch,
        "a loop": lambda path: path.symlink_to(path),
    }[kind]  # fmt: skip
    make(place)
    folder = paths.app_data()
    usable = kind == ("a folder" if name == "logs" else "a file")
    assert (folder == tmp_path / "data") == usable
    hooks = CrashHooks(paths.log_folder(folder))
    hooks.install("1.2.3")
    hooks.uninstall()
    Settings(folder).save()
