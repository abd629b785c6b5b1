"""What all window tests share: settings of their own, and nothing left behind."""

from __future__ import annotations

import gc
import os
import threading
import time

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication

from gui import theme
from gui.controller import Controller
from gui.session import Session
from gui.settings import Settings


@pytest.fixture(scope="session")
def qapp_args():
    return ["convolens-tests"]


@pytest.fixture
def app(qapp):
    """The application in the light theme."""
    theme.apply(qapp, "light")
    return qapp


@pytest.fixture(autouse=True)
def nothing_left_behind(qapp):
    """Fail a test that leaves a thread, a running timer or a visible window."""
    threads = set(threading.enumerate())
    yield
    for _ in range(2):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        qapp.processEvents()
    gc.collect()
    limit = time.monotonic() + 5
    while (left := set(threading.enumerate()) - threads) and time.monotonic() < limit:
        next(iter(left)).join(0.1)
    windows = [window for window in QApplication.topLevelWidgets() if window.isVisible()]
    timers = [timer for timer in qapp.findChildren(QTimer) if timer.isActive()]
    for window in windows:
        window.close()
    assert not left, f"threads left behind: {left}"
    assert not windows, f"windows left open: {windows}"
    assert not timers, f"timers left running: {timers}"


@pytest.fixture
def settings(tmp_path):
    """Settings in a folder of this test's own."""
    folder = tmp_path / "settings"
    folder.mkdir()
    return Settings(folder)


@pytest.fixture
def session(app):
    """An empty session."""
    return Session()


@pytest.fixture
def controller(session, settings):
    """A controller with its worker; both end with the test."""
    made = Controller(session, settings)
    yield made
    assert made.close(), "the worker did not end"
