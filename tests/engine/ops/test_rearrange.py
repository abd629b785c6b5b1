from __future__ import annotations

import numpy as np
import pytest

from engine.errors import ShapeError, UnsupportedError
from engine.ops import rearrange

X = np.random.default_rng(0).standard_normal((2, 36, 3, 4)).astype(np.float32)


@pytest.mark.parametrize("mode", ["DCR", "CRD"])
@pytest.mark.parametrize("blocksize", [1, 2, 3, 6])
def test_depth_to_space_agrees(check_operator, mode, blocksize):
    check_operator("DepthToSpace", [X], {"blocksize": blocksize, "mode": mode}, constants=())


@pytest.mark.parametrize("shape", [(1, 3, 4, 6), (2, 1, 2, 2), (3, 2, 6, 10)])
def test_space_to_depth_agrees(check_operator, shape):
    x = np.arange(np.prod(shape), dtype=np.float32).reshape(shape)
    check_operator("SpaceToDepth", [x], {"blocksize": 2}, constants=())


@pytest.mark.parametrize("mode", ["DCR", "CRD"])
def test_space_to_depth_undoes_depth_to_space(mode):
    wide = rearrange.depth_to_space(X, blocksize=3, mode=mode)
    np.testing.assert_array_equal(rearrange.space_to_depth(wide, blocksize=3, mode=mode), X)


def test_rearranging_refuses_what_does_not_fit():
    with pytest.raises(ShapeError, match="channels"):
        rearrange.depth_to_space(X, blocksize=5)
    with pytest.raises(ShapeError, match="pixels"):
        rearrange.space_to_depth(X, blocksize=2)
    with pytest.raises(ShapeError, match="blocksize"):
        rearrange.depth_to_space(X, blocksize=0)
    with pytest.raises(ShapeError, match="N, C, H, W"):
        rearrange.depth_to_space(X[0], blocksize=2)
    with pytest.raises(UnsupportedError, match="RDC"):
        rearrange.depth_to_space(X, blocksize=2, mode="RDC")
