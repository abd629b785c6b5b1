"""The README's lines of export, as they stand there, run by the framework they are for.

Each is skipped where its framework is not at hand: `pip install torch onnx onnxscript keras`, and
`tensorflow tf2onnx` for Keras on TensorFlow (KERAS_BACKEND says which). Lasagne 0.1 works with
Theano 0.8 and Python 3.5, which nothing else here does.
"""

from __future__ import annotations

import importlib.util
import os
import re
from pathlib import Path

import numpy as np
import pytest

import engine

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
# Both sides sum float32 in their own order; probabilities and logits are about 1.
TOLERANCE = 1e-5


def lines_for(word: str) -> str:
    """Return the first block of Python after the paragraph that begins with a word."""
    found = re.search(rf"^{word}\b.*?^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    assert found, word
    return found[1]


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(path: Path, picture: np.ndarray) -> np.ndarray:
    model = engine.load(path)
    (answer,) = model.run({model.inputs[0].name: picture}).values()
    return answer


@pytest.mark.filterwarnings("ignore")
def test_pytorch(here):
    torch = pytest.importorskip("torch")
    pytest.importorskip("onnxscript")
    torch.manual_seed(0)
    net = torch.nn.Sequential(
        torch.nn.Conv2d(3, 8, 3, stride=2, padding=1), torch.nn.BatchNorm2d(8), torch.nn.ReLU(),
        torch.nn.MaxPool2d(2), torch.nn.Conv2d(8, 16, 3), torch.nn.ReLU(), torch.nn.Dropout(),
        torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten(), torch.nn.Linear(16, 5),
    )  # fmt: skip
    exec(lines_for("PyTorch"), {"torch": torch, "net": net})
    assert sorted(path.name for path in here.iterdir()) == ["leaf.onnx"]
    picture = torch.randn(1, 3, 224, 224)
    wanted = net(picture).detach().numpy()
    np.testing.assert_allclose(run(here / "leaf.onnx", picture.numpy()), wanted, atol=TOLERANCE)


@pytest.mark.filterwarnings("ignore")
def test_keras(here):
    if importlib.util.find_spec("torch") is not None:
        os.environ.setdefault("KERAS_BACKEND", "torch")
    keras = pytest.importorskip("keras", exc_type=ImportError)
    layers = keras.layers
    made = keras.Sequential(
        [
            keras.Input((64, 64, 3)), layers.Conv2D(8, 3, padding="same", strides=2),
            layers.BatchNormalization(), layers.ReLU(), layers.MaxPool2D(),
            layers.Conv2D(16, 3, activation="relu"), layers.Dropout(0.5),
            layers.GlobalAveragePooling2D(), layers.Dense(5, activation="softmax"),
        ]
    )  # fmt: skip
    made.save("leaf.keras")
    exec(lines_for("Keras"), {"keras": keras})
    picture = np.random.default_rng(0).random((1, 64, 64, 3), np.float32)
    wanted = keras.ops.convert_to_numpy(made(picture, training=False))
    np.testing.assert_allclose(run(here / "leaf.onnx", picture), wanted, atol=TOLERANCE)
