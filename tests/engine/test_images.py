from __future__ import annotations

import contextlib
import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from engine.errors import EngineError, FileError, FormatError, ImageError, LimitError
from engine.images import Picture, grey, read_image, resize

RED, WHITE, BLACK = (255, 0, 0), (255, 255, 255), (0, 0, 0)


def encoded(image: Image.Image, file_format: str = "PNG", **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, file_format, **options)
    return stream.getvalue()


def png_header(width: int, height: int) -> bytes:
    """Return a PNG that claims this size and holds no pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\x00" * 100))
        + chunk(b"IEND", b"")
    )


@pytest.fixture
def colours() -> np.ndarray:
    rng = np.random.default_rng(0)
    return rng.integers(0, 256, (5, 7, 3), dtype=np.uint8)


def test_read_image_takes_path_bytes_pillow_and_array(colours: np.ndarray, tmp_path: Path) -> None:
    path = tmp_path / "中文 😀.png"
    image = Image.fromarray(colours)
    path.write_bytes(encoded(image))
    for source in (path, str(path), encoded(image), image, colours):
        assert np.array_equal(read_image(source).pixels, colours)
    picture = read_image(path)
    assert (picture.name, picture.format, picture.path) == (path.name, "PNG", path)
    assert (picture.width, picture.height) == (7, 5)
    assert read_image(picture) is picture


def test_read_image_gives_its_own_read_only_pixels(colours: np.ndarray) -> None:
    before = colours.copy()
    picture = read_image(colours)
    colours[:] = 0
    assert np.array_equal(picture.pixels, before)
    with pytest.raises(ValueError, match="read-only"):
        picture.pixels[0, 0, 0] = 1


@pytest.mark.parametrize("shape", [(5, 7), (5, 7, 1)])
def test_read_image_repeats_grey_arrays(shape: tuple[int, ...]) -> None:
    levels = np.arange(35, dtype=np.uint8).reshape(shape)
    pixels = read_image(levels).pixels
    assert pixels.shape == (5, 7, 3)
    assert np.array_equal(pixels[:, :, 2], levels.reshape(5, 7))


def test_read_image_reads_arrays_of_any_stride(colours: np.ndarray) -> None:
    assert np.array_equal(read_image(colours[::-1, ::2]).pixels, colours[::-1, ::2])


@pytest.mark.parametrize(
    ("array", "word"),
    [
        (np.zeros((4, 4, 3), np.float32), "uint8"),
        (np.zeros((4, 4), np.uint16), "uint8"),
        (np.zeros((3, 8, 8), np.uint8), "transpose"),
        (np.zeros((4,), np.uint8), "H, W"),
        (np.zeros((0, 4, 3), np.uint8), "pixels"),
        (np.zeros((1, 4, 4, 3), np.uint8), "H, W"),
        ([1, 2], "list"),
    ],
)
def test_read_image_refuses_what_is_no_picture(array: object, word: str) -> None:
    with pytest.raises(ImageError, match=word):
        read_image(array)


def test_read_image_lays_transparency_on_white() -> None:
    rgba = Image.new("RGBA", (3, 1))
    rgba.putdata([(255, 0, 0, 0), (255, 0, 0, 255), (0, 0, 0, 128)])
    pixels = read_image(encoded(rgba)).pixels
    assert tuple(pixels[0, 0]) == WHITE
    assert tuple(pixels[0, 1]) == RED
    assert tuple(pixels[0, 2]) == (127, 127, 127)
    assert np.array_equal(read_image(np.array(rgba)).pixels, pixels)


def test_read_image_lays_grey_with_alpha_on_white() -> None:
    image = Image.new("LA", (2, 1))
    image.putdata([(0, 0), (0, 255)])
    assert read_image(encoded(image)).pixels[0].tolist() == [list(WHITE), list(BLACK)]


def test_read_image_lays_transparent_palette_entries_on_white() -> None:
    image = Image.new("P", (2, 1))
    image.putpalette([255, 0, 0, 0, 0, 0])
    image.putdata([0, 1])
    data = encoded(image, transparency=0)
    assert read_image(data).pixels[0].tolist() == [list(WHITE), list(BLACK)]


def test_read_image_reads_palette_without_transparency() -> None:
    image = Image.new("P", (2, 1))
    image.putpalette([255, 0, 0, 0, 0, 0])
    image.putdata([0, 1])
    assert read_image(encoded(image, "BMP")).pixels[0].tolist() == [list(RED), list(BLACK)]


def test_read_image_reads_one_bit() -> None:
    image = Image.new("1", (2, 1))
    image.putdata([0, 255])
    assert read_image(encoded(image)).pixels[0].tolist() == [list(BLACK), list(WHITE)]


def test_read_image_reads_cmyk() -> None:
    image = Image.new("CMYK", (8, 8), (0, 255, 255, 0))
    red = read_image(encoded(image, "TIFF")).pixels[4, 4].astype(int)
    assert red[0] > 200
    assert red[1:].max() < 60


def test_read_image_scales_sixteen_bits() -> None:
    levels = np.array([[0, 257, 32768, 65535]], np.uint16)
    for file_format in ("PNG", "TIFF"):
        pixels = read_image(encoded(Image.fromarray(levels), file_format)).pixels
        assert pixels[0, :, 0].tolist() == [0, 1, 128, 255]


def test_read_image_scales_sixteen_bit_pgm() -> None:
    data = b"P5 2 1 65535\n" + struct.pack(">HH", 65535, 32768)
    assert read_image(data).pixels[0, :, 1].tolist() == [255, 128]


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([0.0, 0.5, 1.0], [0, 128, 255]),
        ([0.0, 100.0, 255.0], [0, 100, 255]),
        ([-1.0, 0.0, 1.0], [0, 128, 255]),
        ([0.0, float("nan"), 1.0], [0, 0, 255]),
        ([7e8, 7e8, 7e8], [0, 0, 0]),
    ],
)
def test_read_image_scales_float_greys(levels: list[float], expected: list[int]) -> None:
    image = Image.fromarray(np.array([levels], np.float32))
    assert read_image(encoded(image, "TIFF")).pixels[0, :, 0].tolist() == expected


@pytest.mark.parametrize("orientation", range(1, 9))
def test_read_image_obeys_exif_orientation(orientation: int, colours: np.ndarray) -> None:
    # What a camera held that way would have stored, by the EXIF table (row 0, column 0 are …).
    stored = {
        1: colours,
        2: colours[:, ::-1],
        3: colours[::-1, ::-1],
        4: colours[::-1],
        5: colours.transpose(1, 0, 2),
        6: np.rot90(colours),
        7: colours.transpose(1, 0, 2)[::-1, ::-1],
        8: np.rot90(colours, -1),
    }[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = Image.fromarray(np.ascontiguousarray(stored))
    assert np.array_equal(read_image(encoded(image, exif=exif)).pixels, colours)


def test_read_image_ignores_an_orientation_that_does_not_exist(colours: np.ndarray) -> None:
    exif = Image.Exif()
    exif[0x0112] = 77
    data = encoded(Image.fromarray(colours), exif=exif)
    assert np.array_equal(read_image(data).pixels, colours)


def test_read_image_takes_the_first_frame_of_an_animation() -> None:
    frames = [Image.new("RGB", (4, 4), colour) for colour in (RED, BLACK)]
    for file_format in ("GIF", "PNG", "WEBP"):
        data = encoded(frames[0], file_format, save_all=True, append_images=frames[1:])
        assert np.abs(read_image(data).pixels.astype(int) - RED).max() < 12


def test_read_image_turns_a_colour_profile_into_srgb() -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # The same profile with the primaries of red and blue exchanged, under another name.
    swapped = srgb.replace(b"rXYZ", b"----").replace(b"bXYZ", b"rXYZ").replace(b"----", b"bXYZ")
    for name in (b"sRGB", "sRGB".encode("utf-16-be")):
        swapped = swapped.replace(name, name.replace(b"s", b"x"))
    plain = Image.new("RGB", (4, 4), (60, 120, 180))
    turned = read_image(encoded(plain, icc_profile=swapped)).pixels
    assert np.abs(turned.astype(int) - (180, 120, 60)).max() <= 2
    for harmless in (srgb, b"no profile at all"):
        untouched = read_image(encoded(plain, icc_profile=harmless)).pixels
        assert np.array_equal(untouched, np.array(plain))


@pytest.mark.parametrize("size", [(1, 1), (65535, 1), (1, 65535)])
def test_read_image_reads_extreme_shapes(size: tuple[int, int]) -> None:
    picture = read_image(encoded(Image.new("RGB", size, RED)))
    assert (picture.width, picture.height) == size


@pytest.mark.parametrize(("width", "height"), [(30_000, 30_000), (11_000, 11_000)])
def test_read_image_refuses_huge_pictures_before_decoding(width: int, height: int) -> None:
    with pytest.raises(LimitError) as caught:
        read_image(png_header(width, height))
    assert caught.value.facts["needed"] == width * height
    assert caught.value.facts["limit"] == 100_000_000


def test_read_image_obeys_the_limit_it_is_given(colours: np.ndarray) -> None:
    read_image(encoded(Image.fromarray(colours)), pixel_limit=35)
    with pytest.raises(LimitError):
        read_image(encoded(Image.fromarray(colours)), pixel_limit=34)


@pytest.mark.parametrize("file_format", ["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP"])
def test_read_image_names_a_truncated_file(file_format: str, tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    data = encoded(Image.fromarray(noise), file_format)
    path = tmp_path / "half.bin"
    for keep in (len(data) // 2, 30):
        path.write_bytes(data[:keep])
        with pytest.raises((ImageError, FormatError)) as caught:
            read_image(path)
        assert caught.value.file == "half.bin"
        assert caught.value.remedy


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"This is a letter, not a picture.\n", "text"),
        ("Ein Brief über Bäume".encode(), "text"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage\n", "PostScript"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "HEIC"),
        (b"\x08\x07\x12\x07pytorch" + bytes(range(32)), "not a picture"),
    ],
)
def test_read_image_says_what_a_file_is_instead(content: bytes, word: str, tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    path.write_bytes(content)
    with pytest.raises(FormatError, match=word) as caught:
        read_image(path)
    assert "photo.png" in str(caught.value)


def test_read_image_survives_damage_anywhere() -> None:
    rng = np.random.default_rng(1)
    noise = Image.fromarray(rng.integers(0, 256, (24, 24, 3), dtype=np.uint8))
    for file_format in ("PNG", "JPEG", "GIF", "TIFF", "WEBP", "BMP", "AVIF", "ICO"):
        data = np.frombuffer(encoded(noise, file_format), np.uint8)
        for _ in range(40):
            broken = data.copy()
            where = rng.integers(0, min(len(broken), 400), 4)
            broken[where] = rng.integers(0, 256, 4)
            with contextlib.suppress(EngineError):
                assert read_image(broken.tobytes()).pixels.dtype == np.uint8


def test_read_image_tells_missing_files_from_folders(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no such file"):
        read_image(tmp_path / "none.png")
    with pytest.raises(FileError, match="folder"):
        read_image(tmp_path)
    with pytest.raises(FileError):
        read_image("bad\0name.png")


def test_resize_averages_when_it_shrinks() -> None:
    board = np.indices((64, 64)).sum(axis=0) % 2 * np.uint8(255)
    for resample in ("bilinear", "bicubic", "box", "lanczos", "hamming"):
        small = resize(board.astype(np.uint8), (8, 8), resample)
        assert np.abs(small[2:-2, 2:-2].astype(int) - 127).max() <= 3


def test_resize_keeps_height_and_width_apart(colours: np.ndarray) -> None:
    assert resize(colours, (10, 3), "bicubic").shape == (10, 3, 3)


def test_resize_by_nearest_repeats_pixels(colours: np.ndarray) -> None:
    doubled = colours.repeat(2, axis=0).repeat(2, axis=1)
    assert np.array_equal(resize(colours, (10, 14), "nearest"), doubled)


def test_resize_keeps_small_float_values() -> None:
    plane = np.full((6, 6), 0.001, np.float32)
    small = resize(plane, (2, 3), "box")
    assert small.dtype == np.float32
    assert np.allclose(small, 0.001)


def test_resize_refuses_an_unknown_method(colours: np.ndarray) -> None:
    with pytest.raises(ImageError, match="cubic"):
        resize(colours, (2, 2), "cubic")


def test_grey_weighs_colours_as_the_eye_does() -> None:
    primary = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]]], np.uint8)
    assert grey(primary)[0].tolist() == [76, 150, 29, 255]


def test_picture_needs_no_file(colours: np.ndarray) -> None:
    assert Picture(colours).format == "array"
