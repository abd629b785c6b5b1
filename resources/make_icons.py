"""Make the program's icon in all its sizes: `convolens.ico` for Windows and PNG for others.

Up to 32 pixels the simpler drawing `convolens-small.svg` is used, above it `convolens.svg`.
`python -m resources.make_icons`. It needs PySide6 and Pillow.
"""

from __future__ import annotations

import io
import os
from pathlib import Path

from PIL import Image

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QBuffer, QByteArray
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

FOLDER = Path(__file__).resolve().parent / "icons"
SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
PNG_SIZES = (16, 32, 48, 128, 256)
LARGEST_SIMPLE = 32
_SUPERSAMPLED = 4


def drawn(side: int) -> Image.Image:
    """Return the icon, RGBA, `side` pixels wide and high."""
    name = "convolens-small.svg" if side <= LARGEST_SIMPLE else "convolens.svg"
    large = side * _SUPERSAMPLED
    image = QImage(large, large, QImage.Format.Format_RGBA8888_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(FOLDER / name)).render(painter)
    painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return Image.open(io.BytesIO(data.data())).resize((side, side), Image.Resampling.BOX)


def main() -> None:
    """Write all files."""
    app = QGuiApplication([])
    images = {side: drawn(side) for side in SIZES}
    for side in PNG_SIZES:
        images[side].save(FOLDER / f"convolens-{side}.png", optimize=True)
    first, *others = (images[side] for side in reversed(SIZES))
    first.save(
        FOLDER / "convolens.ico", sizes=[(side, side) for side in SIZES], append_images=others
    )
    app.quit()


if __name__ == "__main__":
    main()
