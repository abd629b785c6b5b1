"""Regions of feature maps, against ONNX Runtime."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from engine.errors import LimitError, ShapeError
from engine.ops.roi import max_roi_pool, roi_align

RANDOM = np.random.default_rng(14)
X = RANDOM.normal(size=(2, 3, 9, 12)).astype(np.float32)
# Inside, across the edge, outside, turned round, thin.
ROIS = np.array(
    [[2, 1, 17, 12], [-6, -4, 9, 7], [20, 15, 60, 50], [9, 9, 3, 4], [4, 4, 4.5, 17]], np.float32
)
ITEMS = np.array([0, 1, 0, 1, 1], np.int64)


@pytest.mark.parametrize(
    ("mode", "place", "ratio"),
    list(itertools.product(("avg", "max"), ("half_pixel", "output_half_pixel"), (0, 2))),
)
def test_roi_align_agrees(check_operator, mode, place, ratio):
    attributes = {
        "mode": mode,
        "coordinate_transformation_mode": place,
        "sampling_ratio": ratio,
        "output_height": 3,
        "output_width": 4,
        "spatial_scale": 0.5,
    }
    rois = np.delete(ROIS, 3, 0) if place == "half_pixel" else ROIS
    items = ITEMS[: len(rois)]
    check_operator("RoiAlign", [X, rois, items], attributes, opset=16, rtol=1e-4, atol=1e-5)


def test_roi_align_of_opset_10_moves_nothing(check_operator):
    attributes = {"output_height": 2, "output_width": 2, "sampling_ratio": 2}
    check_operator("RoiAlign", [X, ROIS, ITEMS], attributes, opset=10, rtol=1e-4, atol=1e-5)


def test_max_roi_pool_agrees(check_operator):
    rois = np.column_stack([ITEMS[:4], [2, 0, 5, 1], [1, 0, 2, 1], [16, 20, 9, 3], [12, 15, 9, 2]])
    attributes = {"pooled_shape": [3, 2], "spatial_scale": 0.5}
    check_operator("MaxRoiPool", [X, rois.astype(np.float32)], attributes)


def test_regions_refuse_what_does_not_fit():
    with pytest.raises(ShapeError, match="batch"):
        roi_align(X, ROIS, ITEMS + 9)
    with pytest.raises(ShapeError):
        roi_align(X, ROIS[:, :3], ITEMS)
    with pytest.raises(ShapeError, match="item"):
        max_roi_pool(X, np.array([[7, 0, 0, 1, 1]], np.float32), pooled_shape=[1, 1])
    with pytest.raises(LimitError):
        roi_align(X, ROIS, ITEMS, sampling_ratio=2**40)
    with pytest.raises(LimitError):
        roi_align(X, np.array([[0, 0, 1e30, 1e30]], np.float32), ITEMS[:1])
