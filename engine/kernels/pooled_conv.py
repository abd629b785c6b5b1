"""A convolution whose result is max-pooled where it stands: in small maps, or in Winograd's tiles.

Else the map between is scratch memory. What follows the pooling has a part of the numbers to work
on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from engine.kernels import conv, planes, pool, row_pairs, scratch, winograd
from engine.kernels.activation import Activation
from engine.kernels.layer import Layer
from engine.kernels.windows import Geometry

Steps = list[Callable[[], object]]


def prepare(layer: Layer, windows: Geometry) -> Steps:
    """Return the work of out = activation(max_pool(x * w + bias)).

    Parameters
    ----------
    layer : `out` is (N, *pooled, M); it has no residual
    windows : over the spatial axes of the convolution's result

    Raises
    ------
    ShapeError
        If channels, groups or dtypes do not fit.
    """
    layer.check()
    if not layer.out.size:
        return []
    if len(layer.x) == 1 and layer.x.dtype != np.float16 and planes.applies(layer):
        if row_pairs.applies(layer, windows):
            return row_pairs.prepare(layer, windows)
        return planes.prepare(layer, windows)
    form = conv.winograd_form(layer)
    if form is not None and pools_in_tiles(layer.geometry, windows):
        return winograd.prepare(layer, form, pooled=True)
    maps = scratch.take((len(layer.x), *layer.geometry.out, len(layer.w)), layer.x.dtype)
    whole = replace(layer, out=maps, activation=Activation())
    return [
        *conv.prepare(whole),
        *pool.prepare_max_and_end(maps, layer.out, windows, layer.activation),
    ]


def pools_in_tiles(geometry: Geometry, windows: Geometry) -> bool:
    """Return whether no window reaches from one of Winograd's tiles into another."""
    kind = geometry.kernel, geometry.strides, geometry.dilations
    even = not any(size % 2 for size in geometry.out)
    return kind == ((3, 3), (1, 1), (1, 1)) and windows.are_pairs and even
