"""One unit, explained: input, kernels and map side by side, and the arithmetic of a pixel."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QT_TRANSLATE_NOOP, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.visual import colormap
from gui.panel import Area, Panel
from gui.session import Place
from gui.unit import unit_parts
from gui.unit.unit_study import UnitStudy
from gui.unit.units import explained, place_in, place_text
from gui.widgets.forms import resolution_text, size_text, vector_of
from gui.widgets.unit_bars import UnitBars
from gui.widgets.unit_page import UnitPage
from gui.words import unit_words, wording

if TYPE_CHECKING:
    import engine
    from gui.controller import Controller
    from gui.session import Session

_REST_MILLISECONDS = 60
_PHOTO = 96
"""From so many pixels on an input is enlarged like a photo, not in squares."""


class UnitPanel(Panel):
    """How one value of one map came about, number by number."""

    TITLE: ClassVar[str] = QT_TRANSLATE_NOOP("UnitPanel", "One unit, explained")
    AREA: ClassVar[Area | None] = "stage"
    ORDER: ClassVar[int] = 20

    def __init__(
        self, session: Session, controller: Controller, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, controller, parent)
        self.study: UnitStudy | None = None
        self.explanation: engine.Explanation | None = None
        self._under: tuple[int, int] | None = None
        # A thousand rows follow when the mouse rests; all else follows at once.
        self._list = QTimer(self, singleShot=True, interval=_REST_MILLISECONDS)
        self._list.timeout.connect(self._fill_table)
        self.page = page = UnitPage(self)
        self.title, self.bench, self.table = page.title, page.bench, page.table
        self.cards, self.bars, self.sum = page.cards, page.bars, page.sum
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(page)
        self._connect()
        self._refresh()

    def _connect(self) -> None:
        session, controller = self.session, self.controller
        for signal in (
            session.activations_changed,
            session.layer_changed,
            session.place_changed,
            session.unit_changed,
            session.view_changed,
        ):
            signal.connect(self._refresh)
        self.title.back_wanted.connect(controller.show_maps)
        self.title.stepped.connect(self._step_channel)
        self.title.save_wanted.connect(lambda: self._trigger("SaveMap"))
        self.title.overlay.switched.connect(lambda on: controller.change_view(overlay=on))
        self.title.overlay.opacity_changed.connect(lambda n: controller.change_view(opacity=n))
        shown = self.bench.map
        shown.pointed.connect(self._on_pointed)
        shown.left.connect(self._on_left)
        shown.pressed.connect(self._mark)
        shown.stepped.connect(self._on_stepped)
        shown.turned.connect(self._step_channel)
        self.bench.vector.marked.connect(controller.explain)
        self.bench.vector.turned.connect(self._step_channel)
        self.bench.vector.hovered.connect(controller.hover)
        self.sum.more_wanted.connect(self._on_more_wanted)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Change the channel with PageUp and PageDown."""
        steps = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
        if event.key() in steps:
            self._step_channel(steps[event.key()])
        else:
            super().keyPressEvent(event)

    # What the session says.

    def _refresh(self) -> None:
        session = self.session
        array, place = explained(session), session.place
        opened = array is not None and self.isHidden()
        self.setVisible(array is not None)
        if array is None or place is None:
            self.study, self.explanation, self._under = None, None, None
            return
        place = place_in(array, place.channel, place)
        key = (session.activations, session.layer, place.channel, session.view)
        if (
            self.study is None
            or any(a is not b and a != b for a, b in zip(self.study.key[1:], key[1:], strict=True))
            or self.study.key[0] is not key[0]
        ):
            self.study = UnitStudy(*key)
            self._show_study(self.study)
        self._show_place()
        if opened:
            self._under = None
            (self.bench.map if self.study.is_map else self.bench.vector).setFocus()

    def _show_study(self, study: UnitStudy) -> None:
        view, bench = self.session.view, self.bench
        self.page.heading.setText(
            self.tr("How this pixel came about")
            if study.is_map
            else self.tr("How this value came about")
        )
        self.title.overlay.show_choice(view.overlay, view.opacity)
        bench.set_for_maps(study.is_map)
        bench.input.set_picture(study.seen, smooth=min(study.seen.shape[:2]) >= _PHOTO)
        if study.is_map:
            bench.map.set_picture(study.picture, study.extent[1:])
            shades = study.shades
            ends = (shades.low, (shades.low + shades.high) / 2, shades.high)
            texts = tuple(map(wording.short, ends))
            bench.colour_bar.set_colours(colormap.table(shades.colours), texts)
        else:
            labels = study.activations.prediction.labels
            bench.vector.set_values(*vector_of(study.array, labels))
            bench.vector.set_look(view.scale, view.colours)
            bench.vector.mark(study.channel)

    def _place(self) -> Place:
        """Return the pixel that is looked at: under the mouse, else the marked one."""
        place = self.session.place
        assert place is not None
        assert self.study is not None
        if self._under is not None:
            place = Place(place.channel, *self._under)
        return place_in(self.study.array, place.channel, place)

    def _show_place(self) -> None:
        study, place = self.study, self._place()
        assert study is not None
        explanation = study.explanation(place)
        self.explanation = explanation
        self._show_title(study, explanation)
        self._show_bench(study, explanation, place)
        self._show_sum(study, explanation)

    def _show_title(self, study: UnitStudy, explanation: engine.Explanation) -> None:
        channels = study.extent[0]
        size = resolution_text(study.array.shape) or size_text(study.array.shape)
        self.title.set_unit(
            study.layer.title,
            unit_words.unit_title(study),
            (unit_words.operators(study, explanation), size),
            ends=(study.channel > 0, study.channel < channels - 1),
            maps=study.is_map,
        )

    def _show_bench(self, study: UnitStudy, explanation: engine.Explanation, place: Place) -> None:
        bench = self.bench
        rows, columns = study.seen.shape[:2]
        box = study.region(place) if study.is_map else (0, 0, rows, columns)
        title = self.tr("Input, {0}").format(wording.shape((rows, columns)))
        bench.input.set_words(title, unit_words.seen(box, rows, columns), self.tr("Input"))
        bench.input.set_box(box)
        inside = min(box[:2]) >= 0 and box[2] <= rows and box[3] <= columns
        bench.note.setText("" if inside else self.tr("and beyond its border"))
        title, slices, shades = unit_parts.slices(study, explanation, place)
        bench.slices.set_slices(title, slices)
        ends = () if shades is None else (shades.low, 0.0, shades.high)
        texts = tuple(map(wording.short, ends)) or ("", "", "")
        table = None if shades is None else colormap.table("polar")
        bench.slices.set_colours(table, texts)
        words = place_text(study.array, place)
        title = short = self.tr("Map {0}").format(study.channel)
        if explanation.stages:
            last = unit_words.stage_title(explanation.stages[-1])
            title = self.tr("Map {0} after {1}").format(study.channel, last)
        bench.map.set_words(title, words, short)
        bench.map.set_box((place.y, place.x, place.y + 1, place.x + 1))
        bench.arrange()

    def _show_sum(self, study: UnitStudy, explanation: engine.Explanation) -> None:
        self.page.sentence.setText(unit_words.sentence(study, explanation))
        single = unit_parts.of_single_values(explanation)
        cards = unit_parts.cards(study, explanation)
        self.cards.set_cards(cards)
        self.cards.setVisible(bool(cards))
        self.bars.setVisible(single)
        if single:
            self.bars.set_products(unit_parts.products(study, explanation, UnitBars.MOST))
        self.page.unknown.setVisible(not explanation.known)
        if not explanation.known:
            self.page.unknown.setText(unit_words.definition(study))
        self.sum.set_sum(unit_parts.the_sum(study, explanation))
        if self.table.isVisibleTo(self):
            if self.sum.has_more:
                self._list.start()
            else:
                self._on_more_wanted()

    # What the person does.

    def _on_pointed(self, y: int, x: int) -> None:
        if (y, x) != self._under and self.study is not None:
            self._under = (y, x)
            self._show_place()
            self._tell()

    def _on_left(self) -> None:
        self._under = None
        if self.study is not None:
            self._show_place()
            self._tell()

    def _tell(self) -> None:
        assert self.study is not None
        place = self._place()
        value = wording.number(self.study.value(place))
        self.controller.hover(f"{place_text(self.study.array, place)} = {value}")

    def _mark(self, y: int, x: int) -> None:
        if self.session.place is not None:
            self.controller.mark_place(self.session.place.channel, y, x)
            self._tell()

    def _on_stepped(self, down: int, right: int) -> None:
        if self.study is not None:
            place = self._place()
            self._under = None
            wanted = Place(place.channel, place.y + down, place.x + right)
            there = place_in(self.study.array, place.channel, wanted)
            self._mark(there.y, there.x)

    def _step_channel(self, step: int) -> None:
        if self.study is not None:
            channel = self.study.channel + step
            if 0 <= channel < self.study.extent[0]:
                self.controller.explain(channel)

    def _on_more_wanted(self) -> None:
        shown = not self.table.isVisibleTo(self)
        self.page.show_table(shown)
        if shown:
            self._fill_table()

    def _fill_table(self) -> None:
        if self.study is not None and self.explanation is not None:
            self.table.set_products(unit_parts.products(self.study, self.explanation))

    def _trigger(self, name: str) -> None:
        """Do what a menu entry does; the window has them all."""
        for action in self.window().actions():
            if type(action).__name__ == name:
                action.trigger()
