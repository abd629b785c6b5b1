"""Valid models, made wrong in one to four places, as a stranger's or a damaged file may be."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np
from onnx import AttributeProto, GraphProto, ModelProto, NodeProto, TensorProto, helper

from engine.ops import registry

NUMBERS = (
    -(2**63), -(2**31), -1000, -3, -2, -1, 0, 0, 1, 1, 2, 3, 4, 7, 64, 1000, 65536, 2**20, 2**31,
    2**40, 2**62, 2**63 - 1,
)  # fmt: skip
REALS = (0.0, -0.0, 1.0, -1.0, 0.5, 2.0, 1e-45, 3e38, -3e38, float("inf"), float("-inf"),
         float("nan"), 1e10)  # fmt: skip
WORDS = ("", "NOTSET", "SAME_UPPER", "nearest", "linear", "cubic", "constant", "reflect", "wrap",
         "edge", "ij,jk->ik", "i,j->ij", "...,...", "\0", "‮gpj.exe", "x" * 300, "中文",
         "round_prefer_floor", "align_corners", "tf_crop_and_resize", "sum", "LSTM", "reverse",
         "bidirectional", "captured", "add", "none")  # fmt: skip
OPERATORS = registry.names()

Mutation = Callable[[ModelProto, random.Random], None]


def mutated(model: ModelProto, chance: random.Random) -> bytes:
    """Return the bytes of a copy of `model` with something wrong in it."""
    copy = ModelProto()
    copy.CopyFrom(model)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 4))):
        try:
            chance.choice(MUTATIONS)(copy, chance)
        except (ValueError, TypeError, OverflowError, IndexError):
            continue  # the message cannot hold it, or has no such part
    data = copy.SerializeToString()
    return damaged(data, chance) if chance.random() < 0.08 else data


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Return bytes with some of them changed, cut out, doubled or moved."""
    array = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        if not array:
            break
        place = chance.randrange(len(array))
        length = chance.choice((1, 2, 8, 100))
        match chance.randrange(5):
            case 0:
                array[place] ^= 1 << chance.randrange(8)
            case 1:
                del array[place : place + length]
            case 2:
                array[place:place] = array[place : place + length]
            case 3:
                array[place : place + length] = bytes(
                    chance.choice((0, 255, 127, 128)) for _ in range(length)
                )
            case 4:
                del array[place:]
    return bytes(array)


def graphs(model: ModelProto) -> list[GraphProto]:
    """Return a model's graph and those inside it."""
    found = [model.graph]
    for graph in found:
        for node in graph.node:
            found += [a.g for a in node.attribute if a.type == AttributeProto.GRAPH]
    return found


def _node(model: ModelProto, chance: random.Random) -> NodeProto:
    return chance.choice([node for graph in graphs(model) for node in graph.node])


def _set_attribute(model: ModelProto, chance: random.Random) -> None:
    node = _node(model, chance)
    operators = [
        known
        for known in registry._operators.get((node.domain, node.op_type), [])
        if known.signature.attributes
    ]
    names = [a.name for a in node.attribute] or ["axis"]
    if operators:
        names += list(chance.choice(operators).signature.attributes)
    name = chance.choice(names)
    for index, attribute in enumerate(node.attribute):
        if attribute.name == name:
            del node.attribute[index]
            break
    node.attribute.append(helper.make_attribute(name, _any_value(chance)))


def _any_value(chance: random.Random) -> Any:
    count = chance.choice((1, 2, 2, 3, 4, 8))
    values: tuple[Callable[[], Any], ...] = (
        lambda: chance.choice(NUMBERS),
        lambda: chance.choice(REALS),
        lambda: chance.choice(WORDS),
        lambda: [chance.choice(NUMBERS) for _ in range(count)],
        lambda: [chance.choice(REALS) for _ in range(count)],
        lambda: [chance.choice(WORDS) for _ in range(count)],
        lambda: _tensor(chance, "value"),
        lambda: helper.make_graph([], "empty", [], []),
    )
    return chance.choices(values, (6, 2, 3, 5, 1, 1, 2, 1))[0]()


def _tensor(chance: random.Random, name: str) -> TensorProto:
    shape = [chance.choice((0, 1, 1, 2, 3)) for _ in range(chance.randrange(4))]
    kind = chance.choice((np.float32, np.int64, np.int64, np.bool_, np.uint8, np.float16))
    count = int(np.prod(shape))
    with np.errstate(all="ignore"):
        values = np.array([chance.choice(NUMBERS) for _ in range(count)], object)
        array = np.array([int(v) % 2**62 if v > 2**62 else v for v in values]).reshape(shape)
        array = array.astype(np.int64).astype(kind)
    return helper.make_tensor(
        name, helper.np_dtype_to_tensor_dtype(np.dtype(kind)), shape, array.tobytes(), raw=True
    )


def _change_numbers(model: ModelProto, chance: random.Random) -> None:
    """Change one number in a list, as an editor's slip would."""
    node = _node(model, chance)
    listed = [a for a in node.attribute if a.ints or a.floats]
    if listed:
        attribute = chance.choice(listed)
        values, choices = (attribute.ints, NUMBERS) if attribute.ints else (attribute.floats, REALS)
        match chance.randrange(3):
            case 0:
                values[chance.randrange(len(values))] = chance.choice(choices)
            case 1:
                values.append(chance.choice(choices))
            case 2:
                del values[-1]


def _drop_attribute(model: ModelProto, chance: random.Random) -> None:
    node = _node(model, chance)
    if node.attribute:
        del node.attribute[chance.randrange(len(node.attribute))]


def _rewire(model: ModelProto, chance: random.Random) -> None:
    graph = chance.choice(graphs(model))
    names = [name for node in graph.node for name in (*node.input, *node.output)]
    names += [t.name for t in graph.initializer] + [v.name for v in graph.input] + ["", "nowhere"]
    node = chance.choice(graph.node)
    side = chance.choice((node.input, node.input, node.output))
    match chance.randrange(3):
        case 0 if side:
            side[chance.randrange(len(side))] = chance.choice(names)
        case 1 if side:
            del side[-1]
        case _:
            side.append(chance.choice(names))


def _other_operator(model: ModelProto, chance: random.Random) -> None:
    node = _node(model, chance)
    node.op_type = chance.choice(OPERATORS)
    if chance.random() < 0.5:
        del node.attribute[:]


def _nodes(model: ModelProto, chance: random.Random) -> None:
    graph = chance.choice(graphs(model))
    match chance.randrange(4):
        case 0 if graph.node:
            del graph.node[chance.randrange(len(graph.node))]
        case 1 if graph.node:
            graph.node.append(chance.choice(graph.node))
        case 2 if graph.node:
            _node(model, chance).name = chance.choice(WORDS)
        case _:
            _node(model, chance).domain = chance.choice(("", "ai.onnx", "ai.onnx.ml", "convolens"))


def _initializer(model: ModelProto, chance: random.Random) -> None:
    graph = chance.choice(graphs(model))
    if not graph.initializer:
        _make_constant(model, chance)
        return
    tensor = chance.choice(graph.initializer)
    match chance.randrange(6):
        case 0 if tensor.dims:
            tensor.dims[chance.randrange(len(tensor.dims))] = chance.choice(NUMBERS)
        case 1:
            tensor.dims.append(chance.choice(NUMBERS))
        case 2:
            tensor.data_type = chance.randrange(28)
        case 3:
            tensor.raw_data = tensor.raw_data[: chance.randrange(9)]
        case 4 if tensor.data_type == TensorProto.INT64 and tensor.raw_data:
            values = np.frombuffer(tensor.raw_data, np.int64).copy()
            if values.size:
                values[chance.randrange(values.size)] = chance.choice(NUMBERS)
                tensor.raw_data = values.tobytes()
        case _:
            tensor.CopyFrom(_tensor(chance, tensor.name))


def _make_constant(model: ModelProto, chance: random.Random) -> None:
    """Give an input of the model as a constant: so it is seen while the network is prepared."""
    graph = model.graph
    if graph.input:
        graph.initializer.append(_tensor(chance, chance.choice(graph.input).name))


def _input_shape(model: ModelProto, chance: random.Random) -> None:
    graph = chance.choice(graphs(model))
    values = [*graph.input, *graph.output]
    if not values:
        return
    kind = chance.choice(values).type.tensor_type
    match chance.randrange(4):
        case 0 if kind.shape.dim:
            kind.shape.dim[chance.randrange(len(kind.shape.dim))].dim_value = chance.choice(NUMBERS)
        case 1:
            kind.shape.dim.add().dim_value = chance.choice((1, 2, 3))
        case 2:
            kind.ClearField("shape")
        case 3:
            kind.elem_type = chance.randrange(24)


def _opset(model: ModelProto, chance: random.Random) -> None:
    model.opset_import[0].version = chance.choice((1, 5, 6, 7, 9, 11, 13, 18, 21, 23, 26, 0, -1))


def _bomb(model: ModelProto, chance: random.Random) -> None:
    """Put an operator behind a value that makes something large of it."""
    graph = model.graph
    values = [name for node in graph.node for name in node.output if name]
    if not values:
        return
    source, number = chance.choice(values), len(graph.node)
    sizes = np.array([chance.choice(NUMBERS) for _ in range(chance.choice((1, 2, 3, 4)))], np.int64)
    graph.initializer.append(
        helper.make_tensor(f"size{number}", 7, sizes.shape, sizes.tobytes(), raw=True)
    )
    op = chance.choice(
        ("Expand", "Tile", "Pad", "Reshape", "Resize", "ConstantOfShape", "OneHot", "Concat",
         "MatMul", "Mul", "Gather", "Upsample", "Einsum", "Loop")
    )  # fmt: skip
    inputs = {
        "Resize": [source, "", "", f"size{number}"],
        "ConstantOfShape": [f"size{number}"],
        "Concat": [source, source],
        "MatMul": [source, source],
        "Mul": [source, source],
    }.get(op, [source, f"size{number}"])
    attributes = {"Concat": {"axis": 0}, "Einsum": {"equation": "...,...->..."}}.get(op, {})
    graph.node.append(helper.make_node(op, inputs, [f"bomb{number}"], **attributes))
    graph.output.append(helper.make_tensor_value_info(f"bomb{number}", 1, None))


def _words(model: ModelProto, chance: random.Random) -> None:
    texts = ('{"version": 1, "preprocess": {"size": [99999999, 1]}}', '{"version": 9}', "[" * 5000,
             '{"version": 1, "labels": 7}', "null", '{"version": 1, "preprocess": {"mean": "x"}}',
             '{"version": 1, "preprocess": {"std": [0, 0, 0], "range": [1e999, -1e999]}}',
             '{"version": 1, "labels": ["\\u202e", "\\u0000"]}', "{0: 'a', 1: 'b'}",
             '{"version": 1, "preprocess": {"centre": {"box": 1e9}, "ink": "light"}}',
             '{"version": 1, "preprocess": {"fit": "shortest_edge", "edge": 1e9}}')  # fmt: skip
    keys = ("convolens", "names", "imgsz", "labels", "task", "Image.BitmapPixelFormat")
    model.metadata_props.add(key=chance.choice(keys), value=chance.choice(texts))


MUTATIONS: tuple[Mutation, ...] = (
    _set_attribute, _set_attribute, _change_numbers, _change_numbers, _drop_attribute, _rewire,
    _rewire, _other_operator, _nodes, _initializer, _initializer, _make_constant, _input_shape,
    _opset, _bomb, _words,
)  # fmt: skip
