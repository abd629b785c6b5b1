"""The composition root: builds the program's parts and wires them."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

import gui.actions  # noqa: F401 - importing the package registers what it holds
import resources
from engine.version import VERSION
from gui import language, paths, theme
from gui.controller import Controller
from gui.crash import CrashHooks
from gui.desktop.first_window import FirstWindow
from gui.desktop.splash import close_splash
from gui.frame.first_sight import FirstSight
from gui.main_window import MainWindow
from gui.session import Session
from gui.settings import Settings
from gui.words import problem_text

_SWITCH_SECONDS = 0.001
"""After what time a thread that runs Python lets the next one in. Each slot and each painting of
ours may wait so long for a worker. With Python's own 5 ms, the window on a busy machine waited
70 ms for them in 1 turn of 100, with 1 ms 33 (tests/benchmarks/soak.py, photo model)."""


class Program(QObject):
    """Everything that lives while the window is open."""

    def __init__(self, app: QApplication, data: Path) -> None:
        super().__init__()
        self._app = app
        self.settings = Settings(data)
        language.apply(app, self.settings.language)
        theme.apply(app, self.settings.theme)
        self.session = Session()
        self.controller = Controller(self.session, self.settings)
        self.controller.theme_wanted.connect(lambda choice: theme.apply(app, choice))
        # Later, when the menu that asked is closed: it goes with the window.
        queued = Qt.ConnectionType.QueuedConnection
        self.controller.language_wanted.connect(self._on_language_wanted, queued)
        self.window = self._build_window()
        self.first_sight = FirstSight(self.window)
        self.first_sight.happened.connect(self._on_seen)
        self._files: list[Path] = []

    def _build_window(self) -> MainWindow:
        window = MainWindow(self.session, self.controller, VERSION)
        window.setWindowIcon(_program_icon())
        # What the program is made of stays as long as its window. To look through it for what can
        # be freed took 40 to 140 ms of a turn, once a minute or so.
        window.stack.completed.connect(gc.freeze)
        return window

    def _on_language_wanted(self, choice: language.Choice) -> None:
        """Build the window anew in another language; all that is open is in the session."""
        language.apply(self._app, choice)
        before = self.window
        for lane in (self.controller.asides, self.controller.pictures):
            lane.forget_all()
        self.controller.tell_again()
        self.window = self._build_window()
        self.window.take_over(before)
        self.window.show()
        before.hide()
        gc.unfreeze()
        _delete(before)
        self.session.tell_all()

    def show(self, files: Sequence[str] = ()) -> None:
        """Show the window; as soon as it is seen, open files, or what was open the last time."""
        self._files = [Path(file).absolute() for file in files]
        self.window.show()

    def _on_seen(self) -> None:
        close_splash()
        self.window.stack.complete()
        if resources.PACK is not None:
            self.controller.open_model(resources.PACK.key)
        if self._files:
            self.controller.open_files(self._files)
        elif resources.DAMAGE:
            self.controller.report(problem_text.damaged_program(resources.DAMAGE))
        elif resources.PACK is None:
            self.controller.restore()

    def raise_with(self, files: Sequence[str]) -> None:
        """Come to the front with files that a later start was given."""
        if self.window.isMinimized():
            self.window.showNormal()
        self.window.raise_()
        self.window.activateWindow()
        if files:
            self.controller.open_files(list(map(Path, files)))

    def close(self) -> None:
        """Close the window, end all work, and free what Qt holds."""
        self.window.close()
        self.controller.close()
        _delete(self.window)


def _delete(window: MainWindow) -> None:
    """Free a window and all in it now, by Qt, parents first.

    Left to Python's collector, which knows no parents, it is sometimes freed twice (seen with
    QSplitter in PySide6 6.11.3).
    """
    window.deleteLater()
    QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)


def _program_icon() -> QIcon:
    icon = QIcon()
    if resources.PACK is not None and resources.PACK.icon is not None:
        icon.addFile(str(resources.PACK.icon))
        return icon
    for side in (16, 32, 48, 128, 256):
        icon.addFile(str(paths.icon_path(f"convolens-{side}.png")))
    return icon


def make_application(arguments: Sequence[str]) -> QApplication:
    """Return the application, with its names, before any widget exists."""
    sys.setswitchinterval(_SWITCH_SECONDS)
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    QCoreApplication.setApplicationName(paths.APPLICATION)
    QCoreApplication.setApplicationVersion(VERSION)
    return QApplication(list(arguments))


def run(files: Sequence[str]) -> int:
    """Open the window with files, and return the program's exit code when it is closed."""
    data = paths.app_data()
    first = FirstWindow(data)
    if not first.claim() and first.hand_over(files):
        return 0
    app = make_application(sys.argv[:1])
    hooks = CrashHooks(paths.log_folder(data))
    hooks.install(VERSION)
    program = Program(app, data)
    hooks.happened.connect(program.controller.report)
    first.files_arrived.connect(program.raise_with)
    program.show(files)
    first.listen()
    code = app.exec()
    first.close()
    program.close()
    hooks.uninstall()
    return code
