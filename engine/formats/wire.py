"""How many parts a protobuf message has, counted in its bytes before anything is made of them.

Two bytes can announce an empty node, which takes 160 bytes when it is read: a file of 200 MB would
take 20 GB. Only messages are looked into that a model may hold many of; all else is one part.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine import budget, stopping

_ASK_EVERY = 1 << 16
_PACKED_BYTES = 16  # of numbers in one byte each, which take as much as a part when they are read

_LENGTHS = (0, 8, 0, 0, 0, 4)
"""Of the content of a field, by its form; there is no other form."""

_Kind = Mapping[int, "_Kind | None"]
"""By a field's number: what its message holds, or None for a list of packed numbers."""

_ONE: _Kind = {}
_tensor: _Kind = {1: None, 5: None, 7: None, 11: None}
_sparse: _Kind = {1: _tensor, 2: _tensor, 3: None}
_type: dict[int, _Kind | None] = {}
_type.update({1: {2: {1: {}}}, 4: {1: _type}, 5: {2: _type}, 8: {2: {1: {}}}, 9: {1: _type}})
_value: _Kind = {2: _type}
_attribute: dict[int, _Kind | None] = {}
_devices: _Kind = {2: {2: None, 3: {2: None}, 4: {2: {}}}}
_node: _Kind = {5: _attribute, 10: _devices}
_graph: _Kind = {
    1: _node, 5: _tensor, 11: _value, 12: _value, 13: _value, 14: {2: {}}, 15: _sparse,
}  # fmt: skip
_attribute.update(
    {5: _tensor, 6: _graph, 7: None, 8: None, 10: _tensor, 11: _graph, 14: _type, 15: _type,
     22: _sparse, 23: _sparse}
)  # fmt: skip
_function: _Kind = {7: _node, 11: _attribute, 12: _value}
_model: _Kind = {7: _graph, 20: {1: _graph, 2: _graph}, 25: _function, 26: {3: {}}}


def check_parts(data: bytes) -> None:
    """Raise if the model in `data` has more parts than the budget allows.

    What is no model passes: whoever parses it will see that.

    Raises
    ------
    LimitError
        If there are too many.
    """
    limit = budget.current().parts
    if len(data) // 2 <= limit:
        return  # a part takes at least two bytes
    parts = place = 0
    around: list[tuple[int, _Kind]] = [(len(data), _model)]
    while around:
        end, kind = around[-1]
        if place >= end:
            around.pop()
            continue
        parts += 1
        if parts > limit:
            budget.check("The file", parts, "parts")
        if not parts % _ASK_EVERY:
            stopping.check()
        try:
            number, place, length = _field(data, place)
        except IndexError:
            return
        inner = kind.get(number, _ONE)
        if inner is None:
            parts += length // _PACKED_BYTES
        elif inner and length:
            around.append((min(place + length, end), inner))
            continue
        place += length


def _field(data: bytes, place: int) -> tuple[int, int, int]:
    """Return the number of the field at a place, where its content begins, and how long that is."""
    tag, place = _number(data, place)
    form = tag & 7
    if form == 2:
        length, place = _number(data, place)
        return tag >> 3, place, length
    if form == 0:
        return 0, _number(data, place)[1], 0
    return 0, place, _LENGTHS[form]


def _number(data: bytes, place: int) -> tuple[int, int]:
    """Return the number at a place, seven bits a byte, and where the next begins."""
    byte = data[place]
    if byte < 0x80:
        return byte, place + 1
    value = shift = 0
    while byte >= 0x80 and shift < 64:
        value |= (byte & 0x7F) << shift
        shift += 7
        place += 1
        byte = data[place]
    return value | byte << shift, place + 1
