"""Open the real program on a virtual screen, use it with mouse and keyboard, take pictures.

    python tests/screen/look.py FOLDER [--size 1440x900] [--scale 1.0] [--theme light]
                                    [--language en] [--only NAME …]

For people, who look at what comes out; and for the README's screenshot. What the program saves on
the way is read again by Pillow, NumPy, csv and an HTML parser. It needs Linux with Xvfb, xdotool,
openbox and ImageMagick (`apt-get install xvfb xdotool imagemagick openbox`), and starts the program
as a person would, with settings of its own.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import models
import saved
from screen import ROOT, TOOLS, Screen

SAMPLES = ROOT / "resources" / "samples"
CAT = SAMPLES / "photos" / "chelsea.png"
SEVEN = [(60, 60), (220, 60), (190, 110), (150, 180), (130, 250)]
"""A 7 on the canvas, in its own pixels, 0 to 280."""
TITLES = {
    "en": {"drawing": "Drawing", "photos": "Photos", "comparing": "Compare"},
    "zh_CN": {"drawing": "绘图", "photos": "Photos", "comparing": "比较"},
}
"""What the window's title holds: while drawing, with the photo network, and comparing."""
Scene = Callable[[Screen, Path, dict[str, str]], None]


def draw(screen: Screen, output: Path, titles: dict[str, str]) -> None:
    """Draw a digit; explain a unit; switch a channel off."""
    screen.open()
    screen.picture(output / "start.png")
    screen.press("ctrl+n")
    screen.wait_for_title(titles["drawing"])
    screen.picture(output / "canvas.png")
    screen.draw(SEVEN)
    screen.picture(output / "digit.png")
    screen.open_tile()
    screen.picture(output / "unit.png")
    screen.press("Escape", "Delete")
    screen.picture(output / "channel-off.png")
    screen.press("ctrl+f")
    screen.write("softmax")
    screen.press("Return")
    screen.picture(output / "vector.png")
    screen.close_program()


def explore(screen: Screen, output: Path, titles: dict[str, str]) -> None:
    """Look at a photo's maps, one unit, the graph, the table; zoom, overlay, attributes."""
    screen.open(CAT)
    screen.wait_for_title(titles["photos"])
    screen.picture(output / "photo.png")
    screen.open_tile()
    screen.picture(output / "unit-photo.png")
    screen.press("Escape")
    screen.click(screen.stage_right - 30, 113)
    screen.picture(output / "overlay.png")
    screen.click(screen.stage_right - 30, 113)
    screen.press("ctrl+Right")
    screen.picture(output / "next-layer.png")
    screen.press("ctrl+d")
    screen.picture(output / "attributes.png")
    screen.press("Escape", "ctrl+g")
    screen.picture(output / "graph.png")
    screen.press("ctrl+f")
    screen.write("project")
    screen.picture(output / "search.png")
    screen.press("Return", "ctrl+u", "shift+Up", "shift+Up")
    screen.picture(output / "graph-names.png")
    screen.press("ctrl+t")
    screen.picture(output / "table.png")
    screen.press("F11", "ctrl+l", "ctrl+1", "ctrl+2")
    screen.picture(output / "full-screen.png")
    screen.press("F11", "ctrl+1", "ctrl+2")
    screen.close_program()


def change(screen: Screen, output: Path, titles: dict[str, str]) -> None:
    """Turn, blur and cover a picture; compare with how it was; zoom both."""
    screen.open(CAT)
    screen.wait_for_title(titles["photos"])
    screen.click(74, 67)
    time.sleep(1)
    screen.press("Tab", *["Right"] * 9, "Tab", "Tab", "Tab", *["Right"] * 20)
    screen.picture(output / "sliders.png")
    screen.press("Escape", "ctrl+BackSpace", "ctrl+p")
    screen.wait_for_title(titles["comparing"])
    screen.drag((70, 310), (210, 360))
    screen.picture(output / "compare.png")
    screen.turn(screen.stage_right - 300, 260, 4)
    screen.picture(output / "compare-zoomed.png")
    screen.press("Escape")
    screen.picture(output / "covered.png")
    screen.close_program()


def batch(screen: Screen, output: Path, titles: dict[str, str]) -> None:
    """Work through a folder, and through folders that say the truth."""
    screen.open(SAMPLES / "photos")
    screen.picture(output / "batch.png")
    screen.close_program()
    with tempfile.TemporaryDirectory() as folder:
        for number, path in enumerate(sorted((SAMPLES / "digits").iterdir())):
            # One lies in the wrong folder, so that there is something to confuse.
            truth = path.name[0] if number else "8"
            place = Path(folder) / truth / path.name
            place.parent.mkdir(exist_ok=True)
            shutil.copy(path, place)
        screen.open(ROOT / "resources" / "models" / "digits.onnx", Path(folder))
        screen.picture(output / "batch-truth.png")
        screen.close_program()


def take_away(screen: Screen, output: Path, titles: dict[str, str]) -> None:
    """Save all that can be saved, and read it again."""
    screen.open(CAT)
    screen.wait_for_title(titles["photos"])
    screen.open_tile()
    for entry, name in (
        ("t", "map.png"), ("s", "sheet.png"), ("l", "overview.png"), ("v", "values.npz"),
        ("a", "statistics.csv"), ("r", "report.html"), ("w", "view.png"),
    ):  # fmt: skip
        path = output / name
        path.unlink(missing_ok=True)
        print(saved.check(screen.save(entry, path)))
    screen.close_program()


def fail(screen: Screen, output: Path, titles: dict[str, str]) -> None:
    """Open what is no model."""
    wrong = output / "notes.onnx"
    wrong.write_text("This is a text file, not a network.\n" * 9, "utf-8")
    screen.open(SAMPLES / "photos" / "coffee.jpg", wrong)
    screen.picture(output / "error.png")
    screen.close_program()
    wrong.unlink()


def special(screen: Screen, output: Path, titles: dict[str, str]) -> None:
    """Open weights alone, a mask, a network that takes NHWC, a part; read the help."""
    with tempfile.TemporaryDirectory() as folder:
        files = Path(folder)
        screen.open(models.archive(files / "lenet.npz"), next((SAMPLES / "digits").iterdir()))
        screen.picture(output / "weights.png")
        screen.press("alt+n")
        time.sleep(1)
        screen.press("w")
        screen.picture(output / "weights-sheet.png")
        screen.press("Escape")
        screen.close_program()
        for name, made in (("mask", models.mask), ("channels-last", models.channels_last)):
            screen.open(made(files / f"{name}.onnx"), CAT)
            screen.picture(output / f"{name}.png")
            screen.open_tile()
            screen.picture(output / f"{name}-unit.png")
            screen.press("Escape", "ctrl+g")
            screen.picture(output / f"{name}-graph.png")
            screen.close_program()
        screen.open(models.part(files / "part.onnx"), CAT)
        screen.picture(output / "part-refused.png")
        screen.click(screen.size[0] / screen.scale - 300, 88)
        screen.picture(output / "part.png")
        screen.press("ctrl+g")
        screen.picture(output / "part-graph.png")
        screen.press("ctrl+t")
        screen.picture(output / "part-table.png")
        screen.press("F1")
        screen.picture(output / "help.png")
        screen.press("Escape")
        screen.close_program()


SCENES: tuple[Scene, ...] = (draw, explore, change, batch, take_away, fail, special)


def main() -> None:
    """Read the command line and look."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("output", type=Path)
    parser.add_argument("--size", default="1440x900")
    parser.add_argument("--scale", default="1.0")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--language", choices=sorted(TITLES), default="en")
    scenes = [scene.__name__ for scene in SCENES]
    parser.add_argument("--only", nargs="+", choices=scenes, default=scenes, metavar="NAME")
    options = parser.parse_args()
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        raise SystemExit(
            f"{', '.join(missing)} not found; the head of this file says what to install"
        )
    output = options.output.resolve()
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        screen = Screen(options.size, options.scale, options.theme, Path(data), options.language)
        try:
            for scene in SCENES:
                if scene.__name__ in options.only:
                    scene(screen, output, TITLES[options.language])
        finally:
            screen.close()


if __name__ == "__main__":
    main()
