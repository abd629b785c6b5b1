"""What stands in the window's title."""

from PySide6.QtCore import QCoreApplication

from gui import paths
from gui.session import Session


def title(session: Session) -> str:
    """Return what is shown and with which network, then the program's name."""
    translate = QCoreApplication.translate
    comparing = session.comparing and session.page == "explore"
    names = [translate("MainWindow", "Compare")] if comparing else []
    if session.page == "batch" and session.batch is not None:
        names.append(session.batch.title)
    elif session.mode == "drawing":
        names.append(translate("MainWindow", "Drawing"))
    elif session.mode == "image" and session.source is not None:
        names.append(session.source.name)
    if (session.mode != "start" or session.page == "batch") and session.model is not None:
        names.append(session.model.name)
    return " – ".join(dict.fromkeys((*names, paths.title())))
