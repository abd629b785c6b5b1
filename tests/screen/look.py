"""Open the real program on a virtual screen, use it with mouse and keyboard, take pictures.

    python tests/screen/look.py FOLDER [--size 1440x900] [--scale 1.0] [--theme light]
                                    [--language en]

For people, who look at what comes out; and for the README's screenshot. It needs Linux with
Xvfb, xdotool and ImageMagick (`apt-get install xvfb xdotool imagemagick openbox`), and starts
the program as a person would, with settings of its own.
"""

from __future__ import annotations

import argparse
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import models
import numpy as np
from PIL import Image

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "resources" / "samples"
TOOLS = ("Xvfb", "xdotool", "import", "openbox")
DISPLAY = ":77"

SEVEN = [(60, 60), (220, 60), (190, 110), (150, 180), (130, 250)]
"""A 7 on the canvas, in its own pixels, 0 to 280."""
PATIENCE = 40.0
FRAME = {"light": (0x85, 0x8E, 0x99), "dark": (0x76, 0x7E, 0x8A)}
"""The colour of the canvas's frame."""
WINDOW_RULES = """<openbox_config xmlns="http://openbox.org/3.4/rc"><applications>
<application class="*"><decor>no</decor><maximized>yes</maximized></application>
</applications></openbox_config>"""


class Screen:
    """A virtual screen with the program on it."""

    def __init__(self, size: str, scale: str, theme: str, data: Path, language: str = "en") -> None:
        self.environment = {
            **os.environ,
            "DISPLAY": DISPLAY,
            "QT_QPA_PLATFORM": "xcb",
            "QT_SCALE_FACTOR": scale,
            "XDG_DATA_HOME": str(data),
            "XDG_CONFIG_HOME": str(data),
            "HOME": str(data),
        }
        settings = data / "Convolens" / "convolens.ini"
        settings.parent.mkdir()
        settings.write_text(f"[window]\ntheme={theme}\nlanguage={language}\n", "utf-8")
        windows = data / "openbox" / "rc.xml"
        windows.parent.mkdir()
        windows.write_text(WINDOW_RULES, "utf-8")
        self.size = [int(part) for part in size.split("x")]
        self.scale = float(scale)
        self.theme = theme
        self.servers = [self._start("Xvfb", DISPLAY, "-screen", "0", f"{size}x24")]
        time.sleep(1)
        self.servers.append(self._start("openbox"))
        self.program: subprocess.Popen[bytes] | None = None

    def _start(self, *command: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def run(self, *command: str) -> str:
        """Run a tool on this screen and return what it prints."""
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False
        )
        return done.stdout.strip()

    def open(self, *files: Path) -> None:
        """Start the program and wait for its window, which then fills the screen."""
        self.program = subprocess.Popen(
            [sys.executable, "-m", "gui", *map(str, files)], env=self.environment, cwd=ROOT
        )
        self.wait_for_title("Convolens")
        time.sleep(1)

    def window(self) -> str:
        """Return the number of the program's window."""
        found = self.run("xdotool", "search", "--onlyvisible", "--name", "Convolens")
        return found.splitlines()[-1] if found else ""

    def wait_for_title(self, part: str) -> None:
        """Wait until the window's title holds `part`."""
        start = time.monotonic()
        while time.monotonic() - start < PATIENCE:
            window = self.window()
            if window and part in self.run("xdotool", "getwindowname", window):
                return
            time.sleep(0.2)
        raise SystemExit(f"no window with {part!r} in its title came in {PATIENCE:g} seconds")

    def canvas(self) -> tuple[float, float, float]:
        """Return left, top and side of the canvas on the screen, found by its frame's colour."""
        with tempfile.TemporaryDirectory() as folder:
            shot = Path(folder) / "screen.png"
            self.run("import", "-window", "root", str(shot))
            pixels = np.asarray(Image.open(shot).convert("RGB")).astype(int)
        pixels = pixels[:, : round(320 * self.scale)]
        frame = (abs(pixels - FRAME[self.theme]) < 6).all(axis=2)
        rows = np.flatnonzero(frame.sum(axis=1) > 100 * self.scale)
        columns = np.flatnonzero(frame[rows[0] : rows[-1]].sum(axis=0) > 100 * self.scale)
        return float(columns[0]), float(rows[0]), float(rows[-1] - rows[0])

    def draw(self, points: list[tuple[int, int]]) -> None:
        """Draw one stroke on the canvas with the mouse."""
        left, top, side = self.canvas()
        place = [(round(left + x * side / 280), round(top + y * side / 280)) for x, y in points]
        self.run("xdotool", "mousemove", *map(str, place[0]), "mousedown", "1")
        for (x0, y0), (x1, y1) in itertools.pairwise(place):
            for step in range(1, 9):
                x, y = x0 + (x1 - x0) * step // 8, y0 + (y1 - y0) * step // 8
                self.run("xdotool", "mousemove", str(x), str(y))
        self.run("xdotool", "mouseup", "1")

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Drag the mouse from one place of an unscaled window to another."""
        first, last = ([str(round(each * self.scale)) for each in at] for at in (start, end))
        self.run("xdotool", "mousemove", *first, "mousedown", "1", "mousemove", *last)
        self.run("xdotool", "mouseup", "1")

    def click(self, x: float, y: float) -> None:
        """Click at a place of an unscaled window."""
        place = (str(round(each * self.scale)) for each in (x, y))
        self.run("xdotool", "mousemove", *place, "click", "1")

    def press(self, key: str) -> None:
        """Press a key, such as ctrl+n."""
        self.run("xdotool", "key", "--clearmodifiers", key)

    def open_tile(self) -> None:
        """Double-click a tile, and point at a pixel of the map that opens."""
        width, height = self.size
        tile, pixel = (round(0.4 * width), round(0.3 * height)), (round(0.7 * width), height // 3)
        self.run("xdotool", "mousemove", *map(str, tile))
        self.run("xdotool", "click", "--repeat", "2", "--delay", "80", "1")
        time.sleep(1)
        self.run("xdotool", "mousemove", *map(str, pixel))

    def picture(self, path: Path) -> None:
        """Save what the screen shows once it has settled."""
        time.sleep(2)
        self.run("import", "-window", "root", str(path))
        print(path)

    def close_program(self) -> None:
        """Close the window as a person does, and say so if the program does not end."""
        assert self.program is not None
        self.press("ctrl+q")
        try:
            code = self.program.wait(15)
        except subprocess.TimeoutExpired:
            self.program.kill()
            raise SystemExit("the program did not end within 15 seconds") from None
        if code:
            raise SystemExit(f"the program ended with {code}")

    def close(self) -> None:
        """End everything that was started."""
        for process in (self.program, *reversed(self.servers)):
            if process is not None and process.poll() is None:
                process.kill()
                process.wait()


TITLES = {
    "en": ("Drawing", "Photos", "Compare"),
    "zh_CN": ("绘图", "Photos", "比较"),
}
"""What the window's title holds: while drawing, with the photo network, and comparing."""


def look(screen: Screen, output: Path, language: str = "en") -> None:
    """Use the program and save pictures of it."""
    drawing, photos, comparing = TITLES[language]
    screen.open()
    screen.picture(output / "start.png")
    screen.press("ctrl+n")
    screen.wait_for_title(drawing)
    screen.picture(output / "canvas.png")
    screen.draw(SEVEN)
    screen.picture(output / "digit.png")
    screen.open_tile()
    screen.picture(output / "unit.png")
    screen.press("Escape")
    screen.close_program()
    screen.open(SAMPLES / "photos" / "chelsea.png")
    screen.wait_for_title(photos)
    screen.picture(output / "photo.png")
    screen.open_tile()
    screen.picture(output / "unit-photo.png")
    screen.press("Escape")
    screen.press("ctrl+Right")
    screen.picture(output / "next-layer.png")
    screen.press("ctrl+g")
    screen.picture(output / "graph.png")
    screen.press("ctrl+t")
    screen.picture(output / "table.png")
    screen.close_program()
    screen.open(SAMPLES / "photos" / "chelsea.png")
    screen.wait_for_title(photos)
    screen.press("ctrl+p")
    screen.wait_for_title(comparing)
    screen.drag((70, 310), (210, 360))
    screen.picture(output / "compare.png")
    screen.press("Escape")
    screen.picture(output / "covered.png")
    screen.close_program()
    screen.open(SAMPLES / "photos")
    screen.picture(output / "batch.png")
    screen.close_program()
    wrong = output / "notes.onnx"
    wrong.write_text("This is a text file, not a network.\n" * 9, "utf-8")
    screen.open(SAMPLES / "photos" / "coffee.jpg", wrong)
    screen.picture(output / "error.png")
    screen.close_program()
    wrong.unlink()


def look_at_models(screen: Screen, output: Path) -> None:
    """Open models that are special, and save pictures of what is shown of them."""
    photo = SAMPLES / "photos" / "chelsea.png"
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
            screen.open(made(files / f"{name}.onnx"), photo)
            screen.picture(output / f"{name}.png")
            screen.open_tile()
            screen.picture(output / f"{name}-unit.png")
            screen.close_program()
        screen.open(models.part(files / "part.onnx"), photo)
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


def main() -> None:
    """Read the command line and look."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("output", type=Path)
    parser.add_argument("--size", default="1440x900")
    parser.add_argument("--scale", default="1.0")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--language", choices=("en", "zh_CN"), default="en")
    options = parser.parse_args()
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        raise SystemExit(
            f"{', '.join(missing)} not found; the head of this file says what to install"
        )
    options.output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        screen = Screen(options.size, options.scale, options.theme, Path(data), options.language)
        try:
            look(screen, options.output, options.language)
            look_at_models(screen, options.output)
        finally:
            screen.close()


if __name__ == "__main__":
    main()
