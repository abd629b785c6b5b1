"""A picture changed before the network sees it: turned, moved, brighter, blurred, covered."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.images import Picture, blurred, rotated
from engine.transform import Cover, Transform

GREY = 128
_GRAINS = 256
"""Noise has so many grains along the shorter side, or the network would average them away."""


def transformed(picture: Picture, transform: Transform) -> Picture:
    """Return the changed picture, of the same size; the same object where nothing changes.

    What comes into view at a border has the border's own typical colour.
    """
    if not transform:
        return picture
    pixels = picture.pixels[:: -1 if transform.flip_y else 1, :: -1 if transform.flip_x else 1]
    fill = _border_colour(pixels)
    if transform.rotation % 360:
        pixels = rotated(pixels, transform.rotation, fill)
    pixels = _shifted(pixels, transform.shift_x, transform.shift_y, fill)
    if transform.brightness:
        pixels = _brightened(pixels, transform.brightness)
    if transform.blur:
        pixels = blurred(pixels, transform.blur * min(pixels.shape[:2]))
    if transform.noise:
        pixels = _with_noise(pixels, transform.noise)
    pixels = np.array(pixels)
    for cover in transform.covers:
        rows, columns = _covered(cover, *pixels.shape[:2])
        pixels[rows, columns] = GREY
    pixels.flags.writeable = False
    return replace(picture, pixels=pixels)


def _border_colour(pixels: np.ndarray) -> tuple[int, int, int]:
    edges = (pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1])
    red, green, blue = (int(value) for value in np.median(np.concatenate(edges), axis=0))
    return red, green, blue


def _shifted(
    pixels: np.ndarray, right: float, down: float, fill: tuple[int, int, int]
) -> np.ndarray:
    height, width = pixels.shape[:2]
    x, y = round(right * width), round(down * height)
    if not (x or y):
        return pixels
    result = np.empty_like(pixels)
    result[:] = fill
    if abs(x) < width and abs(y) < height:
        result[max(y, 0) : height + min(y, 0), max(x, 0) : width + min(x, 0)] = pixels[
            max(-y, 0) : height - max(y, 0), max(-x, 0) : width - max(x, 0)
        ]
    return result


def _brightened(pixels: np.ndarray, brightness: float) -> np.ndarray:
    levels = np.arange(256, dtype=np.float32)
    end = 255.0 if brightness > 0 else 0.0
    table = np.rint(levels + (end - levels) * min(abs(brightness), 1.0)).astype(np.uint8)
    result: np.ndarray = table[pixels]
    return result


def _with_noise(pixels: np.ndarray, deviation: float) -> np.ndarray:
    """Return the picture with the same noise each time, so that it holds still while one looks."""
    height, width = pixels.shape[:2]
    grain = max(1, min(height, width) // _GRAINS)
    rows, columns = -(-height // grain), -(-width // grain)
    noise = _normal(rows * columns * 3).reshape(rows, columns, 3) * np.float32(255 * deviation)
    full = noise.repeat(grain, 0)[:height].repeat(grain, 1)[:, :width]
    result: np.ndarray = np.clip(np.rint(pixels + full), 0, 255).astype(np.uint8)
    return result


def _normal(count: int) -> np.ndarray:
    """Return `count` float32 of the normal distribution, always the same.

    Not by `numpy.random`: the one-file program leaves it out. Numbers are scrambled (the
    finalizer of MurmurHash3) and turned by the method of Box and Muller.
    """
    x = np.arange(2 * count, dtype=np.uint32)
    x = (x + np.uint32(0x9E3779B9)) * np.uint32(0x85EBCA6B)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        x = (x ^ (x >> np.uint32(shift))) * np.uint32(factor)
    unit = ((x ^ (x >> np.uint32(16))) >> np.uint32(8)).astype(np.float32) / np.float32(2**24)
    radius = np.sqrt(-2 * np.log(1 - unit[:count]))
    result: np.ndarray = radius * np.cos(2 * np.float32(np.pi) * unit[count:])
    return result


def _covered(cover: Cover, height: int, width: int) -> tuple[slice, slice]:
    left, top, right, bottom = (min(max(share, 0.0), 1.0) for share in cover)
    rows = slice(int(top * height), max(int(top * height) + 1, round(bottom * height)))
    columns = slice(int(left * width), max(int(left * width) + 1, round(right * width)))
    return rows, columns
