"""All that the explorer offers, in nine parts, with one network."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import saved
from screen import Screen

SEVEN = [(60, 60), (220, 60), (190, 110), (150, 180), (130, 250)]
"""A 7 on the canvas, in its own pixels, 0 to 280."""
DASH = [(110, 160), (210, 160)]
"""What makes another 7 of it."""
TITLES = {
    "en": {"drawing": "Drawing", "comparing": "Compare"},
    "zh_CN": {"drawing": "绘图", "comparing": "比较"},
}
"""What the window's title holds while drawing, and comparing."""
EDIT = {"en": 120, "zh_CN": 85}
"""Where the word stands that opens the sheet of changes, while drawing."""
SAVED = (
    ("t", "map.png"), ("s", "sheet.png"), ("l", "overview.png"), ("v", "values.npz"),
    ("a", "statistics.csv"), ("r", "report.html"), ("w", "view.png"),
)  # fmt: skip
"""The entries of the menu Save by their letters, and the files that they write."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A network and what it looks at.

    Attributes
    ----------
    name : what its pictures are called
    files : what the program is started with
    draws : whether the person draws, instead of opening a picture
    dense, layer : what to search for: a layer that is a vector, and one of many maps
    many : a folder of pictures for the table
    wrong : a class that the first of them is not
    truths : the class of each by its name; its first letter where it is not told
    """

    name: str
    files: tuple[Path, ...]
    draws: bool
    dense: str
    layer: str
    many: Path
    wrong: str = "8"
    truths: Mapping[str, str] = field(default_factory=dict)


class Tour:
    """Goes through all that the explorer offers, in nine parts, with one network."""

    def __init__(self, screen: Screen, output: Path, language: str, subject: Subject) -> None:
        self.screen, self.output, self.titles = screen, output, TITLES[language]
        self.language, self.subject = language, subject

    def go(self) -> None:
        """Open the network, and go through the nine parts."""
        screen, subject = self.screen, self.subject
        screen.open(*subject.files)
        if subject.draws:
            screen.press("ctrl+n")
            screen.wait_for_title(self.titles["drawing"])
            screen.draw(SEVEN)
        self.see("0-opened")
        for part in (
            self.network, self.maps, self.unit, self.statistics, self.change, self.compare,
            self.take_away, self.everyone, self.batch,
        ):  # fmt: skip
            part()
        screen.close_program()

    def see(self, name: str) -> None:
        """Take a picture."""
        self.screen.picture(self.output / f"{self.subject.name}-{name}.png")

    def find(self, words: str) -> None:
        """Go to a layer by the search field, and leave that empty."""
        self.screen.press("ctrl+f")
        self.screen.write(words)
        self.screen.press("Return", "ctrl+f", "Escape")

    def network(self) -> None:
        """Look at the network: graph, names, attributes, search."""
        screen = self.screen
        screen.press("ctrl+g")
        self.see("1-graph")
        screen.press("ctrl+f")
        screen.write(self.subject.layer)
        self.see("1-search")
        screen.press("Return", "ctrl+f", "Escape", "ctrl+u", "shift+Up", "shift+Up")
        self.see("1-names")
        screen.press("ctrl+u", "ctrl+d")
        self.see("1-attributes")
        screen.press("Escape", "ctrl+l")

    def maps(self) -> None:
        """Look at the maps, over the input, and at a vector."""
        screen = self.screen
        self.see("2-maps")
        screen.click(screen.stage_right - 75, 113)
        self.see("2-overlay")
        screen.click(screen.stage_right - 75, 113)
        self.find(self.subject.dense)
        self.see("2-vector")
        self.find(self.subject.layer)

    def unit(self) -> None:
        """Explain one value of a map, and its neighbour by the keyboard."""
        screen = self.screen
        screen.open_tile()
        self.see("3-unit")
        screen.press("Right", "Down", "Next")
        self.see("3-neighbour")
        screen.press("Escape")

    def statistics(self) -> None:
        """Look at the layers as a table, and at the numbers behind maps and bars."""
        screen = self.screen
        screen.press("ctrl+t")
        self.see("4-table")
        screen.press("ctrl+l")
        screen.click(screen.stage_right - 38, 113)
        self.see("4-numbers")
        screen.press("Escape")

    def change(self) -> None:
        """Switch a channel off; turn, brighten and cover the picture, by the keyboard."""
        screen = self.screen
        screen.click(0.4 * screen.width, 0.3 * screen.height)
        screen.press("Delete")
        self.see("5-channel-off")
        screen.press("ctrl+Delete")
        self.see("5-only-channel")
        screen.press("ctrl+BackSpace")
        screen.click(EDIT[self.language] if self.subject.draws else 74, 67)
        time.sleep(1)
        screen.press("Tab", *["Right"] * 9, "Tab", "Tab", "Tab", *["Right"] * 20)
        self.see("5-sliders")
        screen.press("Escape", "ctrl+BackSpace")
        if self.subject.draws:
            return
        screen.drag((60, 110), (150, 160))
        self.see("5-covered")
        screen.press("ctrl+BackSpace")

    def compare(self) -> None:
        """Pin a result; draw or cover more; zoom both; see the numbers."""
        screen = self.screen
        time.sleep(2)
        screen.press("ctrl+p")
        screen.wait_for_title(self.titles["comparing"])
        if self.subject.draws:
            screen.press("Escape")
            screen.draw(DASH)
            screen.press("ctrl+p")
            time.sleep(1)
            if self.titles["comparing"] not in screen.title():
                screen.press("ctrl+p")
        else:
            screen.drag((70, 310), (210, 360))
        self.see("6-compare")
        screen.turn(screen.stage_right - 300, 260, 4)
        self.see("6-zoomed")
        screen.click(screen.stage_right - 38, 67)
        self.see("6-numbers")
        screen.press("Escape")
        self.find(self.subject.dense)
        self.see("6-vectors")
        screen.press("ctrl+p", "ctrl+BackSpace")
        self.find(self.subject.layer)

    def batch(self) -> None:
        """Work through folders that say the truth; open a row, and come back."""
        screen = self.screen
        with tempfile.TemporaryDirectory() as folder:
            for number, path in enumerate(sorted(self.subject.many.iterdir())):
                # The first lies in the wrong folder, so that there is something to confuse.
                truth = self.subject.truths.get(path.stem, path.name[0])
                truth = truth if number else self.subject.wrong
                place = Path(folder) / "pictures" / truth / path.name
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, place)
            screen.close_program()
            screen.open(*self.subject.files[:1], Path(folder) / "pictures")
            self.see("7-batch")
            screen.press("Down", "Down")
            self.see("7-row")
            screen.press("Return")
            time.sleep(3)
            self.see("7-opened")
            screen.press("Escape")

    def take_away(self) -> None:
        """Save all that can be saved, and read it again."""
        self.screen.open_tile()
        for entry, name in SAVED:
            path = self.output / f"{self.subject.name}-8-{name}"
            path.unlink(missing_ok=True)
            print(saved.check(self.screen.save(entry, path), self.language))
        self.screen.press("Escape")

    def everyone(self) -> None:
        """Walk through the window by Tab; read the help and its explanations."""
        screen = self.screen
        for stop in range(3):
            screen.press(*["Tab"] * 5)
            self.see(f"9-focus-{stop}")
        screen.press("F1")
        self.see("9-help")
        screen.press("Right")
        self.see("9-words")
        screen.press("Right")
        self.see("9-keys")
        screen.press("Escape")
