"""Each algorithm of convolution by itself, against convolution as it is defined, in float64."""

from __future__ import annotations

import numpy as np
import pytest

from engine.kernels import binding, conv, depthwise, few_channels, planes, scratch
from engine.kernels.activation import Activation
from engine.kernels.layer import Layer
from engine.kernels.windows import Geometry


def layer(
    n=1,
    sizes=(9, 11),
    c=5,
    m=6,
    kernel=(3, 3),
    strides=(1, 1),
    dilations=(1, 1),
    pads=(1, 1, 1, 1),
    groups=1,
    bias=True,
    residual=False,
    planar=False,
):
    random = np.random.default_rng(0)
    geometry = Geometry(sizes, kernel, strides, dilations, pads[:2], pads[2:])

    def array(*shape):
        return random.normal(size=shape).astype(np.float32)

    def maps(n, h, w, channels):
        if planar:
            return array(n, channels, h, w).transpose(0, 2, 3, 1)
        return array(n, h, w, channels)

    out = maps(n, *geometry.out, m)
    return Layer(
        maps(n, *sizes, c),
        array(m, c // groups, *kernel),
        array(m) if bias else None,
        out,
        geometry,
        groups,
        Activation("Clip", -1, 4),
        array(*out.shape) if residual else None,
    )


def expected(each):
    """Return what the layer must give, window by window."""
    geometry, groups = each.geometry, each.groups
    around = ((0, 0), *zip(geometry.begins, geometry.ends, strict=True), (0, 0))
    x = np.pad(each.x.astype(np.float64), around)
    w = each.w.astype(np.float64)
    m, c = w.shape[:2]
    total = np.zeros(each.out.shape)
    for tap in np.ndindex(*geometry.kernel):
        first = [t * d for t, d in zip(tap, geometry.dilations, strict=True)]
        seen = x[
            :,
            *(
                slice(a, a + (count - 1) * s + 1, s)
                for a, count, s in zip(first, geometry.out, geometry.strides, strict=True)
            ),
        ]
        for group in range(groups):
            some = slice(group * m // groups, (group + 1) * m // groups)
            total[..., some] += seen[..., group * c : (group + 1) * c] @ w[(some, ..., *tap)].T
    total += 0 if each.bias is None else each.bias
    total += 0 if each.residual is None else each.residual
    return np.clip(total, -1, 4)


GENERAL = [
    {},
    {"n": 3, "sizes": (7, 6)},
    {"strides": (2, 2)},
    {"strides": (1, 3), "kernel": (2, 4)},
    {"dilations": (2, 1)},
    {"kernel": (5, 1), "pads": (2, 0, 1, 3)},
    {"bias": False, "residual": True},
    {"residual": True, "n": 2},
    {"sizes": (1, 1)},
    {"c": 1, "m": 1},
]
GROUPED = [
    {"c": 6, "groups": 6},
    {"c": 6, "groups": 6, "strides": (2, 2)},
    {"c": 6, "groups": 6, "strides": (2, 2), "sizes": (8, 12), "pads": (0, 0, 1, 1)},
    {"c": 6, "groups": 6, "strides": (2, 2), "kernel": (5, 5), "pads": (2, 2, 2, 2)},
    {"c": 6, "groups": 6, "strides": (1, 2), "kernel": (3, 4)},
    {"c": 6, "groups": 6, "strides": (3, 3), "kernel": (7, 7), "pads": (3, 3, 3, 3)},
    {"c": 6, "groups": 6, "dilations": (2, 3), "pads": (2, 3, 2, 3)},
    {"c": 3, "groups": 3, "m": 12, "strides": (2, 2)},
    {"c": 6, "groups": 6, "residual": True, "n": 2, "strides": (2, 2)},
    {"c": 6, "groups": 6, "sizes": (40, 300)},
]
POINTWISE = [
    {"kernel": (1, 1), "pads": (0, 0, 0, 0)},
    {"kernel": (1, 1), "pads": (0, 0, 0, 0), "n": 3, "sizes": (30, 31), "m": 40},
    {"kernel": (1, 1), "pads": (0, 0, 0, 0), "sizes": (3, 3), "m": 64, "residual": True},
]
PLANAR = [
    given for given in GENERAL if given.get("strides", (1, 1)) == (1, 1) and "kernel" not in given
]
CASES = [
    *((conv._columns, given) for given in [*GENERAL, *POINTWISE, {"c": 6, "groups": 2}]),
    *((few_channels.prepare, given) for given in GENERAL),
    *((depthwise.prepare, given) for given in GROUPED),
    *((conv._pointwise, given) for given in POINTWISE),
    *((planes.prepare, {**given, "planar": planar}) for given in PLANAR for planar in (1, 0)),
]


@pytest.mark.parametrize(
    ("algorithm", "given"), CASES, ids=lambda x: str(x) if isinstance(x, dict) else x.__module__
)
@pytest.mark.parametrize(
    ("lanes", "many_weights", "direct"),
    [(1, 1 << 14, 0), (1, 0, 0), (2, 0, 0), (1, 1 << 14, 900), (2, 1 << 14, 10**6)],
)
def test_every_algorithm_is_convolution(algorithm, given, lanes, many_weights, direct, monkeypatch):
    monkeypatch.setattr("engine.kernels.lanes.WORTH", 0)
    # With so many weights, products get rows that nobody wants.
    monkeypatch.setattr("engine.kernels.matmul.MANY_WEIGHTS", many_weights)
    each = layer(**given)
    if algorithm is planes.prepare and not given["planar"]:
        each = Layer(**{**vars(each), "x": layer(**{**given, "planar": True}).x})
    with binding.use(binding.Binding(lanes=lanes, direct=direct)) as shared:
        work = algorithm(each)
        shared.begin_step()
        # What another step leaves in the shared memory must not matter.
        scratch.take((1 << 16,), np.float32).fill(np.nan)
    for _ in range(2):
        scratch.run(work)
        np.testing.assert_allclose(each.out, expected(each), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("algorithm", [conv._columns, conv._pointwise, depthwise.prepare])
def test_results_may_go_into_slices_and_come_from_them(algorithm):
    given = {"kernel": (1, 1), "pads": (0, 0, 0, 0)} if algorithm is conv._pointwise else {}
    if algorithm is depthwise.prepare:
        given = {"c": 6, "groups": 6}
    each = layer(**given)
    wide = np.full((1, 13, 15, each.out.shape[-1] + 7), 9, np.float32)
    h, w = each.geometry.out
    inner = wide[:, 2 : 2 + h, 3 : 3 + w, 4:-3]
    x = np.zeros((1, 9, 11, each.x.shape[-1] + 2), np.float32)
    x[..., 1:-1] = each.x
    sliced = Layer(**{**vars(each), "x": x[..., 1:-1], "out": inner})
    scratch.run(algorithm(sliced))
    np.testing.assert_allclose(inner, expected(each), rtol=1e-4, atol=1e-5)
    inner[...] = 9
    assert (wide == 9).all()


@pytest.mark.parametrize("run", [1, 20, 50, 10**6])
@pytest.mark.parametrize("row", [30, 1 << 15])
@pytest.mark.parametrize("given", GROUPED, ids=str)
def test_depthwise_weights_are_repeated_as_often_as_is_good(given, run, row, monkeypatch):
    monkeypatch.setattr(depthwise, "RUN", run)
    monkeypatch.setattr(depthwise, "ROW_NUMBERS", row)
    each = layer(**given)
    work = depthwise.prepare(each)
    scratch.run(work)
    np.testing.assert_allclose(each.out, expected(each), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("strides", [(1, 1), (2, 2)])
def test_what_einsum_runs_over_is_contiguous(strides):
    # With weights as they lie in a file, it takes ten times as long.
    each = layer(c=1200, groups=1200, m=1200, sizes=(3, 7), strides=strides)
    weighed = [
        call
        for step in depthwise.prepare(each)
        for call in getattr(step, "parts", (step,))
        if getattr(call, "func", None) is np.einsum
    ]
    assert weighed
    for call in weighed:
        _, view, weights = call.args
        assert weights.shape[-1] < each.out.shape[2] * strides[1] * 1200
        assert view.strides[-1] == weights.strides[-1] == weights.itemsize


def test_an_infinity_stays_in_its_windows_with_a_stride():
    each = layer(c=6, groups=6, strides=(2, 2))
    each.x[0, 4, 5] = np.inf
    plain = Layer(**{**vars(each), "activation": Activation()})
    scratch.run(depthwise.prepare(plain))
    touched = np.argwhere(~np.isfinite(plain.out[0, ..., 0]))
    assert touched.tolist() == [[2, 2], [2, 3]]
    assert not np.isnan(plain.out).any()
