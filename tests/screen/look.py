"""Open the real program on a virtual screen, use it with mouse and keyboard, take pictures.

    python tests/screen/look.py FOLDER [--size 1440x900] [--scale 1.0] [--theme light]
                                    [--language en] [--only NAME …]

For people, who look at what comes out; and for the README's screenshot. With digits that are drawn,
with photos and with a network that takes NHWC it goes through all that the explorer offers, one
number a part: 1 network, 2 maps, 3 one unit, 4 statistics, 5 changes, 6 comparing, 7 many pictures,
8 taking away, 9 keyboard and help. What the program saves on the way is read again by Pillow,
NumPy, csv and an HTML parser. It needs Linux with Xvfb, xdotool,
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
from screen import ROOT, TOOLS, Screen
from tour import TITLES, Subject, Tour

SAMPLES = ROOT / "resources" / "samples"
CAT = SAMPLES / "photos" / "chelsea.png"
CLASSES = {
    "chelsea": "tiger cat", "china": "palace", "coffee": "espresso", "flower": "daisy",
    "rocket": "missile",
}  # fmt: skip
"""What is on the photos, as the network calls it."""
Scene = Callable[[Screen, Path, str], None]


def digits(screen: Screen, output: Path, language: str) -> None:
    """Draw a digit, and go through everything with it."""
    model = ROOT / "resources" / "models" / "digits.onnx"
    Tour(
        screen, output, language,
        Subject("digits", (model,), True, "softmax", "relu2", SAMPLES / "digits"),
    ).go()  # fmt: skip


def photos(screen: Screen, output: Path, language: str) -> None:
    """Open a photo, and go through everything with it."""
    model = ROOT / "resources" / "models" / "photos.onnx"
    Tour(
        screen, output, language,
        Subject(
            "photos", (model, CAT), False, "softmax", "stem.relu6", SAMPLES / "photos",
            "espresso", CLASSES,
        ),
    ).go()  # fmt: skip


def channels_last(screen: Screen, output: Path, language: str) -> None:
    """Open a network that takes NHWC, and go through everything with it."""
    with tempfile.TemporaryDirectory() as folder:
        model = models.channels_last(Path(folder) / "channels-last.onnx")
        Tour(
            screen, output, language,
            Subject("nhwc", (model, CAT), False, "softmax", "relu1", SAMPLES / "digits"),
        ).go()  # fmt: skip


def start(screen: Screen, output: Path, language: str) -> None:
    """Look at the first page; copy what is shown, and paste it."""
    screen.open()
    screen.picture(output / "start.png")
    screen.press("ctrl+n")
    screen.wait_for_title(TITLES[language]["drawing"])
    screen.picture(output / "canvas.png")
    screen.press("ctrl+shift+c", "ctrl+v")
    time.sleep(2)
    screen.picture(output / "pasted.png")
    screen.press("F11", "ctrl+1", "ctrl+2")
    screen.picture(output / "full-screen.png")
    screen.press("F11", "ctrl+1", "ctrl+2")
    screen.close_program()


def fail(screen: Screen, output: Path, language: str) -> None:
    """Open what is no model."""
    wrong = output / "notes.onnx"
    wrong.write_text("This is a text file, not a network.\n" * 9, "utf-8")
    screen.open(SAMPLES / "photos" / "coffee.jpg", wrong)
    screen.picture(output / "error.png")
    screen.close_program()
    wrong.unlink()


def special(screen: Screen, output: Path, language: str) -> None:
    """Open weights alone, a mask, a part."""
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
        screen.open(models.mask(files / "mask.onnx"), CAT)
        screen.picture(output / "mask.png")
        screen.open_tile()
        screen.picture(output / "mask-unit.png")
        screen.press("Escape", "ctrl+g")
        screen.picture(output / "mask-graph.png")
        screen.close_program()
        screen.open(models.part(files / "part.onnx"), CAT)
        screen.picture(output / "part-refused.png")
        screen.click(screen.width - 300, 88)
        screen.picture(output / "part.png")
        screen.press("ctrl+g")
        screen.picture(output / "part-graph.png")
        screen.press("ctrl+t")
        screen.picture(output / "part-table.png")
        screen.close_program()


SCENES: tuple[Scene, ...] = (start, digits, photos, channels_last, fail, special)


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
                    scene(screen, output, options.language)
        finally:
            screen.close()


if __name__ == "__main__":
    main()
