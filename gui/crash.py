"""What happens when the program itself fails: a log that stays, and a word to the person."""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import logging.handlers
import platform
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler

from gui import paths

_LOG_BYTES = 500_000
_LOG_FILES = 3
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}

log = logging.getLogger("convolens")


class CrashHooks(QObject):
    """Catches what nobody else caught, on any thread, and writes it down.

    `happened` carries the exception; connected to something on the UI thread it arrives there
    whichever thread failed.
    """

    happened = Signal(object)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path = folder / paths.LOG
        self._handler = logging.handlers.RotatingFileHandler(
            self.path, maxBytes=_LOG_BYTES, backupCount=_LOG_FILES, encoding="utf-8", delay=True
        )
        self._handler.setFormatter(
            logging.Formatter("%(asctime)s %(levelname)s %(threadName)s: %(message)s")
        )
        self._before: tuple[Callable[..., object], Callable[..., object]] | None = None
        self._faults: IO[str] | None = None

    def install(self, version: str) -> None:
        """Take over the hooks of Python and Qt."""
        log.addHandler(self._handler)
        log.setLevel(logging.INFO)
        log.propagate = False
        log.info(
            "Convolens %s, Python %s, PySide6 %s, %s",
            version, platform.python_version(), pyside_version, platform.platform(),
        )  # fmt: skip
        self._before = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        # A crash in C code cannot be told to anyone; at least its stack is kept.
        faults = self.path.with_name(paths.FAULTS)
        full = faults.exists() and faults.stat().st_size > _LOG_BYTES
        self._faults = faults.open("w" if full else "a", encoding="utf-8")
        faulthandler.enable(self._faults)
        qInstallMessageHandler(_on_qt_message)

    def uninstall(self) -> None:
        """Give the hooks back, and close the files."""
        if self._before is not None:
            sys.excepthook, threading.excepthook = self._before
            self._before = None
        qInstallMessageHandler(None)
        if self._faults is not None:
            faulthandler.disable()
            self._faults.close()
            self._faults = None
        log.removeHandler(self._handler)
        self._handler.close()

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            raise SystemExit(130)
        log.error("uncaught", exc_info=(kind, error, trace))
        # The traceback keeps every local of its frames, and a QPainter that outlives its paint
        # event takes the process with it.
        traceback.clear_frames(trace)
        # Qt may be gone already; then the log has it.
        with contextlib.suppress(RuntimeError):
            self.happened.emit(error)

    def _on_thread_exception(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._on_exception(args.exc_type, args.exc_value, args.exc_traceback)


def _on_qt_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    log.log(_LEVELS.get(kind, logging.WARNING), "Qt: %s", message)
    if sys.stderr is not None and kind != QtMsgType.QtDebugMsg:
        print(message, file=sys.stderr)
