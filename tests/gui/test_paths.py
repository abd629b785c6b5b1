from __future__ import annotations

import errno
import sys
import tempfile
from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths

from gui import paths


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
    assert list(paths.app_data().iterdir()) == []
