"""A second start hands its files to the window that is open.

A lock file tells who is first; a second start leaves a note in a folder that the first one
watches, and ends when the note is taken. Both are on the disk, in the folder of the settings:
Qt's local sockets would need QtNetwork (2 MB of the program), and a folder cannot be reached by
anybody who may not write to the person's own files.
"""

from __future__ import annotations

import json
import os
import sys
import time
import uuid
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QLockFile, QObject, Signal

_PATIENCE_SECONDS = 5.0
"""How long a second start waits for the first; then it opens a window of its own."""

_NOTE_BYTES = 4_000_000
"""Of the paths that one start was given; a command has a hundredth of it on Windows."""


class FirstWindow(QObject):
    """Whether this start is the first with these settings, and how others reach the first."""

    files_arrived = Signal(list)
    """Absolute paths, as text, that a later start was given; maybe none."""

    def __init__(self, data: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = QLockFile(str(data / "window.lock"))
        # A window may be open for days; a lock is stale only when its process is gone.
        self._lock.setStaleLockTime(0)
        self._notes = data / "notes"
        self._watcher: QFileSystemWatcher | None = None

    def claim(self) -> bool:
        """Try to be the first; return whether this start is."""
        return self._lock.tryLock(0)

    def listen(self) -> None:
        """Tell from now on what later starts bring."""
        self._notes.mkdir(exist_ok=True)
        self._watcher = QFileSystemWatcher([str(self._notes)], self)
        self._watcher.directoryChanged.connect(self._take)
        self._take()

    def hand_over(self, files: Sequence[str]) -> bool:
        """Bring files to the first window; return whether it took them."""
        _let_others_come_to_the_front()
        name = uuid.uuid4().hex
        note = self._notes / f"{name}.json"
        try:
            self._notes.mkdir(exist_ok=True)
            part = self._notes / f"{name}.part"
            part.write_text(json.dumps([os.path.abspath(file) for file in files]), "utf-8")
            os.replace(part, note)
        except OSError:
            return False
        limit = time.monotonic() + _PATIENCE_SECONDS
        while note.exists() and time.monotonic() < limit:
            time.sleep(0.02)
        try:
            note.unlink()
        except FileNotFoundError:
            return True
        except OSError:
            return False
        return False

    def close(self) -> None:
        """Stop listening, and let the next start be the first."""
        if self._watcher is not None:
            self._watcher.directoryChanged.disconnect(self._take)
            self._watcher.removePath(str(self._notes))
        self._lock.unlock()

    def _take(self) -> None:
        for note in sorted(self._notes.glob("*.json")):
            files = _files_in(note)
            try:
                note.unlink()
            except OSError:
                continue  # it would come again and again
            if files is not None:
                self.files_arrived.emit(files)


def _files_in(note: Path) -> list[str] | None:
    """Return the paths in a note; None where it is none, whoever left it there."""
    try:
        if not note.is_file() or note.stat().st_size > _NOTE_BYTES:
            return None
        files = json.loads(note.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(files, list) or not all(isinstance(file, str) for file in files):
        return None
    return files


def _let_others_come_to_the_front() -> None:
    """Allow the first window to raise itself: on Windows only the process in front may do so."""
    if sys.platform == "win32":
        import ctypes

        any_process = -1
        ctypes.windll.user32.AllowSetForegroundWindow(any_process)
