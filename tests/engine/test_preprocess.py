from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw

from engine.errors import ShapeError
from engine.graph import Value
from engine.images import read_image
from engine.metadata import Centre, Preprocess
from engine.preprocess import Prepared, prepare

PHOTO = Preprocess(source="given")
DIGIT = Preprocess(channels="L", ink="light", centre=Centre(20, "mass"), source="given")
DOODLE = Preprocess(channels="L", ink="light", centre=Centre(26, "box"), source="given")


def value(*shape: int | str | None, dtype: str = "float32") -> Value:
    return Value("image", shape, np.dtype(dtype))


def prepared(array: np.ndarray, recipe: Preprocess, *shape: int | str | None) -> Prepared:
    return prepare(read_image(array), recipe, value(*shape))


def seven(side: int, width: int, *, dark: bool, offset: float = 0.2, scale: float = 0.6):
    """Return a canvas with a 7 drawn by lines of `width` pixels."""
    paper, pen = (255, 0) if dark else (0, 255)
    image = Image.new("L", (side, side), paper)
    points = [(0, 0), (0.6, 0), (0.2, 1)]
    at = [((offset + x * scale) * side, (offset + y * scale) * side) for x, y in points]
    ImageDraw.Draw(image).line(at, fill=pen, width=width)
    return np.array(image)


def on_sheet(drawing: np.ndarray, *, dark: bool = True) -> np.ndarray:
    """Return a photographed sheet: uneven light, grain, a drawing (0 paper .. 255 ink) on it."""
    h, w = drawing.shape
    yy, xx = np.mgrid[:h, :w] / max(h, w)
    light = 215 - 60 * xx - 50 * yy**2
    ink = drawing / 255
    sheet = light * (1 - 0.65 * ink) if dark else light * 0.25 + 110 * ink
    grain = np.random.default_rng(0).normal(0, 5, (h, w))
    return np.clip(sheet + grain, 0, 255).astype(np.uint8)


def centre_of_mass(field: np.ndarray) -> tuple[float, float]:
    yy, xx = np.mgrid[: field.shape[0], : field.shape[1]]
    return (field * yy).sum() / field.sum(), (field * xx).sum() / field.sum()


def test_prepare_scales_by_range_mean_and_std_in_channel_order() -> None:
    array = np.zeros((2, 2, 3), np.uint8)
    array[:] = (0, 51, 255)
    recipe = replace(PHOTO, mean=(0.1, 0.2, 0.3), std=(0.5, 0.25, 0.125))
    tensor = prepared(array, recipe, 1, 3, 2, 2).tensor
    assert tensor.dtype == np.float32
    assert tensor.flags.c_contiguous
    expected = [(0 - 0.1) / 0.5, (0.2 - 0.2) / 0.25, (1 - 0.3) / 0.125]
    assert np.allclose(tensor[0, :, 0, 0], expected, atol=1e-6)
    turned = prepared(array, replace(recipe, channels="BGR"), 1, 3, 2, 2)
    assert np.allclose(turned.tensor[0, :, 0, 0], [1.8, 0, -2.4], atol=1e-6)
    assert turned.seen[0, 0].tolist() == [0, 51, 255]


def test_prepare_reaches_both_ends_of_the_range() -> None:
    array = np.array([[[0, 0, 0], [255, 255, 255]]], np.uint8)
    tensor = prepared(array, replace(PHOTO, range=(-1, 1)), 1, 3, 1, 2).tensor
    assert tensor[0, :, 0, 0].tolist() == [-1, -1, -1]
    assert tensor[0, :, 0, 1].tolist() == [1, 1, 1]


def test_prepare_applies_mean_and_std_after_the_range() -> None:
    recipe = replace(PHOTO, range=(-1, 1), mean=(0.5,), std=(0.25,))
    tensor = prepared(np.array([[0, 255]], np.uint8), recipe, 1, 3, 1, 2).tensor
    assert np.allclose(tensor[0, 0, 0], [(-1 - 0.5) / 0.25, (1 - 0.5) / 0.25])


def test_prepare_puts_channels_last_when_asked() -> None:
    array = np.random.default_rng(0).integers(0, 256, (4, 6, 3), dtype=np.uint8)
    first = prepared(array, PHOTO, 1, 3, 4, 6).tensor
    last = prepared(array, replace(PHOTO, layout="NHWC"), 1, 4, 6, 3).tensor
    assert last.shape == (1, 4, 6, 3)
    assert np.array_equal(last.transpose(0, 3, 1, 2), first)


def test_prepare_stretches_the_whole_picture() -> None:
    array = np.zeros((40, 80, 3), np.uint8)
    array[:, 40:] = 255
    result = prepared(array, PHOTO, 1, 3, 10, 10)
    assert result.crop is None
    assert result.seen[:, :4].max() == 0
    assert result.seen[:, 6:].min() == 255


def test_prepare_crops_the_middle_by_its_fraction() -> None:
    recipe = replace(PHOTO, fit="crop", crop_fraction=0.875)
    result = prepared(np.zeros((300, 451, 3), np.uint8), recipe, 1, 3, 224, 224)
    # int(0.875 × 300) = 262; (451 − 262) // 2 = 94; (300 − 262) // 2 = 19.
    assert result.crop == (94, 19, 356, 281)


def test_prepare_crops_to_the_aspect_of_the_input() -> None:
    marked = np.zeros((100, 100, 3), np.uint8)
    marked[30:70] = 200
    result = prepared(marked, replace(PHOTO, fit="crop"), 1, 3, 20, 50)
    assert result.crop == (0, 30, 100, 70)
    assert result.seen[2:-2].min() == 200


def test_prepare_crops_after_scaling_the_shorter_edge() -> None:
    recipe = replace(PHOTO, fit="shortest_edge", edge=256, size=(224, 224))
    result = prepared(np.zeros((512, 1024, 3), np.uint8), recipe, 1, 3, "h", "w")
    assert result.tensor.shape == (1, 3, 224, 224)
    assert result.crop == (288, 32, 736, 480)


def test_prepare_scales_the_shorter_edge_as_others_do() -> None:
    """Held against Pillow alone: resize the whole, then cut the middle."""
    array = np.random.default_rng(0).integers(0, 256, (300, 451, 3), dtype=np.uint8)
    whole = Image.fromarray(array).resize((64 * 451 // 300, 64), Image.Resampling.BILINEAR)
    left = (whole.width - 48) // 2
    expected = np.array(whole.crop((left, 8, left + 48, 56))).astype(int)
    recipe = replace(PHOTO, fit="shortest_edge", edge=64)
    seen = prepared(array, recipe, 1, 3, 48, 48).seen
    assert np.abs(seen - expected)[2:-2, 2:-2].max() <= 1


@pytest.mark.parametrize("fit", ["stretch", "crop", "shortest_edge", "pad"])
@pytest.mark.parametrize("shape", [(1, 65535), (65535, 1), (1, 1)])
def test_prepare_survives_extreme_shapes(fit: str, shape: tuple[int, int]) -> None:
    result = prepared(np.full(shape, 7, np.uint8), replace(PHOTO, fit=fit), 1, 3, 224, 224)
    assert result.seen.shape == (224, 224, 3)


def test_prepare_averages_mean_and_std_for_a_grey_channel() -> None:
    recipe = replace(PHOTO, channels="L", mean=(0.2, 0.4, 0.6), std=(0.5, 0.5, 0.5))
    tensor = prepared(np.full((2, 2), 255, np.uint8), recipe, 1, 1, 2, 2).tensor
    assert np.allclose(tensor, (1 - 0.4) / 0.5)


def test_prepare_pads_with_the_border_value() -> None:
    array = np.full((10, 40, 3), 9, np.uint8)
    result = prepared(array, replace(PHOTO, fit="pad", pad_value=114), 1, 3, 20, 20)
    assert (result.seen[:7] == 114).all()
    assert (result.seen[8:12] == 9).all()
    assert (result.seen[13:] == 114).all()
    left, top, right, bottom = result.crop
    assert (left, right) == (0, 40)
    # 20 rows of the field stand for 40 of the picture, about its middle.
    assert bottom - top == pytest.approx(40)
    assert (top + bottom) / 2 == pytest.approx(5, abs=1)


def test_prepare_gives_a_grey_picture_to_one_channel_and_to_three() -> None:
    array = np.zeros((2, 2, 3), np.uint8)
    array[:] = (255, 0, 0)
    one = prepared(array, replace(PHOTO, channels="L"), 1, 1, 2, 2)
    three = prepared(array, replace(PHOTO, channels="L"), 1, 3, 2, 2)
    assert one.seen.shape == (2, 2)
    assert np.allclose(one.tensor, 76 / 255)
    assert np.allclose(three.tensor, 76 / 255)
    assert three.tensor.shape == (1, 3, 2, 2)


def test_prepare_takes_the_size_from_the_model_before_the_recipe() -> None:
    array = np.zeros((9, 9, 3), np.uint8)
    sized = replace(PHOTO, size=(5, 6))
    assert prepared(array, sized, 1, 3, 7, 8).tensor.shape == (1, 3, 7, 8)
    assert prepared(array, sized, 1, 3, None, "w").tensor.shape == (1, 3, 5, 6)
    assert prepared(array, PHOTO, 1, 3, None, "w").tensor.shape == (1, 3, 224, 224)


def test_prepare_fits_the_rank_and_dtype_of_the_input() -> None:
    array = np.full((4, 4), 200, np.uint8)
    flat = replace(PHOTO, channels="L", size=(28, 28))
    assert prepared(array, flat, "N", 784).tensor.shape == (1, 784)
    whole = prepare(
        read_image(array), replace(PHOTO, range=(0, 255)), value(1, 3, 4, 4, dtype="uint8")
    )
    assert whole.tensor.dtype == np.uint8
    assert (whole.tensor == 200).all()


@pytest.mark.parametrize("shape", [(1, 16, 25, 25), ("N", 10), (1, 3, 8, 8, 8)])
def test_prepare_refuses_inputs_that_are_no_picture(shape: tuple[int | str, ...]) -> None:
    with pytest.raises(ShapeError, match=r"model\.run"):
        prepared(np.zeros((4, 4), np.uint8), PHOTO, *shape)


@pytest.mark.parametrize("width", [1, 4, 20])
@pytest.mark.parametrize("side", [280, 1000])
def test_prepare_reads_dark_and_light_strokes_alike(side: int, width: int) -> None:
    dark = prepared(seven(side, width, dark=True), DIGIT, 1, 1, 28, 28).seen
    light = prepared(seven(side, width, dark=False), DIGIT, 1, 1, 28, 28).seen
    assert np.abs(dark.astype(int) - light).max() <= 1
    assert dark.max() == 255
    assert np.median(dark) == 0


def test_prepare_gives_dark_ink_where_the_network_wants_it() -> None:
    canvas = seven(280, 14, dark=True)
    light = prepared(canvas, DIGIT, 1, 1, 28, 28).seen
    dark = prepared(canvas, replace(DIGIT, ink="dark"), 1, 1, 28, 28).seen
    assert np.array_equal(dark, 255 - light)


def test_prepare_brings_the_centre_of_mass_to_the_centre() -> None:
    for offset in (0.02, 0.3):
        seen = prepared(seven(280, 14, dark=True, offset=offset), DIGIT, 1, 1, 28, 28).seen
        # MNIST's own images have it on pixel 14, to within half a pixel.
        assert centre_of_mass(seen) == pytest.approx((14, 14), abs=0.55)
        rows = np.flatnonzero(seen.max(axis=1) > 60)
        assert rows[-1] - rows[0] + 1 == pytest.approx(20, abs=1)


def test_prepare_brings_the_box_to_the_centre() -> None:
    seen = prepared(seven(280, 14, dark=True, offset=0.02), DOODLE, 1, 1, 28, 28).seen
    rows = np.flatnonzero(seen.max(axis=1) > 60)
    columns = np.flatnonzero(seen.max(axis=0) > 60)
    assert (rows[0], rows[-1]) == (1, 26)
    assert columns[0] + columns[-1] == pytest.approx(27, abs=1)


def test_prepare_sees_the_same_at_any_place_and_size() -> None:
    reference = prepared(seven(280, 12, dark=True), DIGIT, 1, 1, 28, 28).seen.astype(int)
    for side, scale, width, offset in ((280, 0.3, 6, 0.6), (840, 0.6, 36, 0.1)):
        canvas = seven(side, width, dark=True, offset=offset, scale=scale)
        other = prepared(canvas, DIGIT, 1, 1, 28, 28).seen
        assert np.abs(other - reference).mean() < 6


def test_prepare_keeps_thin_lines_strong() -> None:
    for side in (280, 1000, 3000):
        seen = prepared(seven(side, 1, dark=True), DIGIT, 1, 1, 28, 28).seen
        stroke = seen[seen > 40]
        assert np.percentile(stroke, 60) > 180


def test_prepare_keeps_an_image_that_is_already_centred() -> None:
    # A ring of 20 pixels about pixel 14 is what MNIST would hold.
    yy, xx = np.mgrid[:28, :28]
    distance = np.abs(np.hypot(yy - 13.5, xx - 13.5) - 8.5)
    ring = (np.clip(1.5 - distance, 0, 1) * 255).astype(np.uint8)
    seen = prepared(ring, DIGIT, 1, 1, 28, 28).seen
    moved = min(
        np.abs(np.roll(seen, shift, (0, 1)).astype(int) - ring).mean()
        for shift in ((0, 0), (-1, -1), (-1, 0), (0, -1))
    )
    assert moved < 3


@pytest.mark.parametrize("level", [0, 90, 255])
def test_prepare_leaves_an_empty_canvas_plain(level: int) -> None:
    empty = np.full((280, 280), level, np.uint8)
    for ink, expected in (("light", 0), ("dark", 255)):
        result = prepared(empty, replace(DIGIT, ink=ink), 1, 1, 28, 28)
        assert (result.seen == expected).all()
        assert result.crop is None


def test_prepare_sees_nothing_on_an_empty_photographed_sheet() -> None:
    empty = on_sheet(np.zeros((300, 400), np.uint8))
    assert prepared(empty, DIGIT, 1, 1, 28, 28).seen.max() == 0


@pytest.mark.parametrize("dark", [True, False])
def test_prepare_reads_a_photographed_sheet_as_the_canvas(dark: bool) -> None:
    drawing = np.zeros((420, 560), np.uint8)
    drawing[60:340, 200:480] = seven(280, 14, dark=False)
    clean = prepared(drawing, DIGIT, 1, 1, 28, 28).seen.astype(int)
    photo = prepared(on_sheet(drawing, dark=dark), DIGIT, 1, 1, 28, 28).seen
    assert np.abs(photo - clean).mean() < 5


def test_prepare_ignores_the_squares_of_squared_paper() -> None:
    drawing = np.zeros((480, 480), np.uint8)
    drawing[40:320, 160:440] = seven(280, 14, dark=False)
    clean = prepared(drawing, DIGIT, 1, 1, 28, 28).seen.astype(int)
    sheet = on_sheet(drawing).astype(float)
    sheet[::24] *= 0.8
    sheet[:, ::24] *= 0.8
    squared = prepared(sheet.astype(np.uint8), DIGIT, 1, 1, 28, 28).seen
    assert np.abs(squared - clean).mean() < 8


def test_prepare_reads_faint_pencil() -> None:
    drawing = seven(400, 12, dark=False)
    clean = prepared(drawing, DIGIT, 1, 1, 28, 28).seen.astype(int)
    pencil = prepared(on_sheet((drawing * 0.35).astype(np.uint8)), DIGIT, 1, 1, 28, 28).seen
    assert np.abs(pencil - clean).mean() < 8


def test_prepare_reads_coloured_ink_on_coloured_paper() -> None:
    mask = seven(280, 14, dark=False) > 0
    picture = np.where(mask[:, :, None], (30, 60, 160), (250, 240, 200)).astype(np.uint8)
    seen = prepared(picture, DIGIT, 1, 1, 28, 28).seen.astype(int)
    clean = prepared(mask.astype(np.uint8) * 255, DIGIT, 1, 1, 28, 28).seen
    assert np.abs(seen - clean).max() <= 2


def test_prepare_is_not_fooled_by_a_frame_along_the_border() -> None:
    # A tightly cut drawing of a box: its strokes are the whole border.
    box = np.full((100, 140), 255, np.uint8)
    box[4:-4, 4:-4] = 0
    seen = prepared(box, DOODLE, 1, 1, 28, 28).seen
    assert seen[14, 14] == 0
    assert seen[14, 1] > 200


def test_prepare_tells_which_part_of_a_drawing_is_seen() -> None:
    canvas = np.full((400, 400), 255, np.uint8)
    canvas[100:300, 150:250] = 0
    left, top, right, bottom = prepared(canvas, DOODLE, 1, 1, 28, 28).crop
    # 200 rows became 26 pixels, so 28 pixels show 215, about the middle of the bar.
    assert bottom - top == pytest.approx(28 * 200 / 26)
    assert right - left == pytest.approx(28 * 200 / 26, rel=0.01)
    assert (top + bottom) / 2 == pytest.approx(200)
    assert (left + right) / 2 == pytest.approx(200, abs=5)


def test_prepare_scales_the_part_of_a_large_drawing_back() -> None:
    small, large = (
        prepared(seven(side, side // 20, dark=True), DOODLE, 1, 1, 28, 28).crop
        for side in (500, 3000)
    )
    assert np.allclose(np.array(large) / 6, small, atol=6)


def test_prepare_only_turns_ink_without_a_centre() -> None:
    recipe = Preprocess(channels="L", ink="light", source="given")
    canvas = seven(56, 4, dark=True)
    result = prepared(canvas, recipe, 1, 1, 28, 28)
    shrunk = np.array(Image.fromarray(255 - canvas).resize((28, 28), Image.Resampling.BILINEAR))
    assert np.abs(result.seen.astype(int) - shrunk).max() <= 1
    assert result.crop is None


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (300, 1), (2, 2)])
def test_prepare_survives_tiny_drawings(shape: tuple[int, int]) -> None:
    array = np.full(shape, 255, np.uint8)
    array[-1, -1] = 0
    assert prepared(array, DIGIT, 1, 1, 28, 28).tensor.shape == (1, 1, 28, 28)


def test_prepare_leaves_the_picture_as_it_was() -> None:
    picture = read_image(seven(280, 10, dark=True))
    before = picture.pixels.copy()
    prepare(picture, DIGIT, value(1, 1, 28, 28))
    assert np.array_equal(picture.pixels, before)
