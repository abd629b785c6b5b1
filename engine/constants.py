"""What a window needs to know before anything is open. A leaf: it imports nothing."""

from __future__ import annotations

IMAGE_SUFFIXES = (
    ".png", ".jpg", ".jpeg", ".jfif", ".bmp", ".gif", ".tif", ".tiff", ".webp", ".avif",
    ".ppm", ".pgm", ".pbm", ".pnm", ".ico",
)  # fmt: skip
"""The endings of the names of pictures that can be read."""

COLOUR_MAPS = ("ember", "polar", "viridis", "grey")
"""The names of all colour maps."""

BOX_THRESHOLD = 0.5
"""The least score of a box, where nobody says another."""
