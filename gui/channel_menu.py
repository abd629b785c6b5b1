"""What can be done to one channel: a menu at its tile."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from gui.controller import Controller
from gui.session import Session

_FACTORS = (0.0, 0.5, 1.0, 2.0)


class ChannelMenu(QMenu):
    """Switch it off, keep only it, scale it; explain it, copy or save its map."""

    def __init__(
        self, session: Session, controller: Controller, channel: int, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        factor = session.edits.switches.of(session.layer).get(channel, 1.0)
        switch = (
            self.tr("Switch channel {0} on again")
            if factor != 1
            else self.tr("Switch channel {0} off")
        )
        # What follows a tab stands where shortcuts stand; the window's own actions have the keys.
        key = QKeySequence(Qt.Key.Key_Delete).toString(QKeySequence.SequenceFormat.NativeText)
        entry = self.addAction(f"{switch.format(channel)}\t{key}")
        entry.triggered.connect(partial(controller.switch_channel, channel))
        only = self.addAction(self.tr("Only this channel"))
        only.triggered.connect(partial(controller.keep_only_channel, channel))
        scale = self.addMenu(self.tr("Scale"))
        for each in _FACTORS:
            text = {0.0: self.tr("× 0 (off)"), 1.0: self.tr("× 1 (as it is)")}.get(each)
            choice = scale.addAction(text or f"× {each:g}")
            choice.setCheckable(True)
            choice.setChecked(each == factor)
            choice.triggered.connect(partial(controller.scale_channel, channel, each))
        reset = self.addAction(self.tr("All channels on again"))
        reset.setEnabled(bool(session.edits.switches))
        reset.triggered.connect(controller.reset_channels)
        self.addSeparator()
        named = {type(action).__name__: action for action in parent.window().actions()}
        for name in ("Explain", "CopyValue", "CopyMap"):
            if name in named:
                self.addAction(named[name])
        saving = {
            "SaveMap": self.tr("Save this map…"),
            "SaveSheet": self.tr("Save a contact sheet of this layer…"),
        }
        for name, text in saving.items():
            if name in named:
                self.addAction(text).triggered.connect(named[name].trigger)
