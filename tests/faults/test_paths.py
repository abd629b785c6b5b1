"""Models in places with long names of any language, with weights and labels beside them."""

from __future__ import annotations

import numpy as np
from onnx import TensorProto, helper

import engine


def test_models_with_weights_open_from_long_chinese_and_emoji_paths(network, tmp_path):
    folder = tmp_path
    for part in ("很长的文件夹名字" * 6, "🦊" * 20, "x" * 120, "y" * 120):
        folder = folder / part
    folder.mkdir(parents=True)
    model = network([helper.make_node("Mul", ["x", "权重"], ["y"])], shape=(1, 3))
    weights = model.graph.initializer.add(name="权重", data_type=TensorProto.FLOAT, dims=[3])
    weights.data_location = TensorProto.EXTERNAL
    weights.external_data.add(key="location", value="权重 🦊.bin")
    (folder / "权重 🦊.bin").write_bytes(np.array([1, 2, 3], "<f4").tobytes())
    (folder / "labels.txt").write_text("猫\n狗\n鸟\n", "utf-8")
    del model.graph.output[:]
    model.graph.output.append(helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 3]))
    path = folder / "模型 🦊.onnx"
    path.write_bytes(model.SerializeToString())
    assert len(str(path)) > 260
    opened = engine.load(path)
    assert opened.labels.names == ("猫", "狗", "鸟")
    assert opened.run({"x": np.ones((1, 3), np.float32)})["y"].tolist() == [[1, 2, 3]]
