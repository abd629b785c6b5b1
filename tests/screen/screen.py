"""A virtual screen with the program on it, and the hands of a person who uses it."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image

ROOT = Path(__file__).parents[2]
NARROW = 1280
"""Up to this width the columns at the sides are narrow."""
TOOLS = ("Xvfb", "xdotool", "import", "openbox")
PATIENCE = 40.0
_CURSOR = 60
"""So many pixels may blink in a picture that has settled."""
FRAME = {"light": (0x85, 0x8E, 0x99), "dark": (0x76, 0x7E, 0x8A)}
"""The colour of the canvas's frame."""
WINDOW_RULES = """<openbox_config xmlns="http://openbox.org/3.4/rc"><applications>
<application type="normal"><decor>no</decor><maximized>yes</maximized></application>
</applications></openbox_config>"""


class Screen:
    """A virtual screen with the program on it."""

    def __init__(self, size: str, scale: str, theme: str, data: Path, language: str = "en") -> None:
        self.environment = {
            **os.environ,
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
        self.servers = [self._start_display(size)]
        self.servers.append(self._start("openbox"))
        self.program: subprocess.Popen[bytes] | None = None

    def _start_display(self, size: str) -> subprocess.Popen[bytes]:
        """Start a screen under a number that is free, so that several may look at once."""
        reader, writer = os.pipe()
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writer), "-screen", "0", f"{size}x24"],
            pass_fds=[writer], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(writer)
        with os.fdopen(reader) as number:
            self.environment["DISPLAY"] = f":{number.readline().strip()}"
        return server

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

    def title(self) -> str:
        """Return the window's title."""
        window = self.window()
        return self.run("xdotool", "getwindowname", window) if window else ""

    def wait_for_title(self, part: str) -> None:
        """Wait until the window's title holds `part`."""
        start = time.monotonic()
        while time.monotonic() - start < PATIENCE:
            if part in self.title():
                return
            time.sleep(0.2)
        raise SystemExit(f"no window with {part!r} in its title came in {PATIENCE:g} seconds")

    def canvas(self) -> tuple[float, float, float]:
        """Return left, top and side of the canvas on the screen, found by its frame's colour."""
        start = time.monotonic()
        while time.monotonic() - start < PATIENCE:
            with tempfile.TemporaryDirectory() as folder:
                pixels = self.shot(Path(folder) / "screen.png").astype(int)
            pixels = pixels[:, : round(320 * self.scale)]
            frame = (abs(pixels - FRAME[self.theme]) < 6).all(axis=2)
            rows = np.flatnonzero(frame.sum(axis=1) > 100 * self.scale)
            if len(rows) > 1:
                columns = frame[rows[0] : rows[-1]].sum(axis=0) > 100 * self.scale
                left = np.flatnonzero(columns)[0]
                return float(left), float(rows[0]), float(rows[-1] - rows[0])
        raise SystemExit(f"no canvas came in {PATIENCE:g} seconds")

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

    def press(self, *keys: str) -> None:
        """Press keys one after the other, such as ctrl+n."""
        for key in keys:
            self.run("xdotool", "key", "--clearmodifiers", key)
            time.sleep(0.15)

    def write(self, text: str) -> None:
        """Type a text."""
        self.run("xdotool", "type", "--delay", "8", text)

    def turn(self, x: float, y: float, steps: int) -> None:
        """Turn the wheel with Ctrl held at a place of an unscaled window; up if positive."""
        place = [str(round(each * self.scale)) for each in (x, y)]
        wheel = ("click", "--repeat", str(abs(steps)), "4" if steps > 0 else "5")
        self.run("xdotool", "mousemove", *place, "keydown", "ctrl", *wheel, "keyup", "ctrl")

    @property
    def width(self) -> float:
        """The width of an unscaled window."""
        return self.size[0] / self.scale

    @property
    def height(self) -> float:
        """The height of an unscaled window."""
        return self.size[1] / self.scale

    @property
    def stage_right(self) -> float:
        """Where the stage ends at the right, in an unscaled window, and the answers begin."""
        return self.width - (256 if self.width <= NARROW else 288)

    def save(self, entry: str, path: Path) -> Path:
        """Save by an entry of File, Save, named by its letter, and wait for the file."""
        main = self.run("xdotool", "getactivewindow")
        self.press("alt+f", "s", entry)
        start = time.monotonic()
        while self.run("xdotool", "getactivewindow") in ("", main):
            if time.monotonic() - start > PATIENCE:
                raise SystemExit(f"nothing asked where to save {path.name}")
            time.sleep(0.2)
        time.sleep(1)
        self.press("ctrl+a")
        self.write(str(path))
        self.press("Return")
        start = time.monotonic()
        while not path.exists():
            if time.monotonic() - start > PATIENCE:
                raise SystemExit(f"{path.name} was not saved in {PATIENCE:g} seconds")
            time.sleep(0.2)
        return path

    def open_tile(self) -> None:
        """Double-click a tile, and point at a pixel of the map that opens."""
        width, height = self.size
        tile, pixel = (round(0.4 * width), round(0.3 * height)), (round(0.7 * width), height // 3)
        self.run("xdotool", "mousemove", *map(str, tile))
        self.run("xdotool", "click", "--repeat", "2", "--delay", "80", "1")
        time.sleep(1)
        self.run("xdotool", "mousemove", *map(str, pixel))

    def picture(self, path: Path) -> None:
        """Save what the screen shows once it stays the same for two seconds, but for a cursor."""
        time.sleep(1)
        before = self.shot(path)
        same, start = 0, time.monotonic()
        while same < 3 and time.monotonic() - start < PATIENCE:
            time.sleep(0.7)
            now = self.shot(path)
            still = np.count_nonzero((now != before).any(axis=2)) < _CURSOR
            same = same + 1 if still else 0
            before = now
        print(path)

    def shot(self, path: Path) -> np.ndarray:
        """Save what the screen shows now, and return it, (H, W, 3)."""
        self.run("import", "-window", "root", str(path))
        with Image.open(path) as image:
            return np.asarray(image.convert("RGB"))

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
