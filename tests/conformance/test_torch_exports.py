"""What PyTorch's exporters write, against PyTorch itself; only where torch is at hand.

Weights are random; networks are small, but built of what real ones are built of.
"""

from __future__ import annotations

import importlib.util
import io
import warnings

import numpy as np
import pytest

import engine

torch = pytest.importorskip("torch")
nn = torch.nn
F = torch.nn.functional

# Of the largest output: both sides sum float32 in their own order.
RELATIVE_ERROR = 1e-3


class SqueezeExcite(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.down = nn.Conv2d(channels, channels // 4, 1)
        self.up = nn.Conv2d(channels // 4, channels, 1)

    def forward(self, x):
        scale = F.adaptive_avg_pool2d(x, 1)
        return x * F.hardsigmoid(self.up(F.relu(self.down(scale))))


class MobileBlock(nn.Module):
    """As in MobileNetV3: expand, depthwise, squeeze and excite, project, skip."""

    def __init__(self, channels=16):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels, 64, 1, bias=False),
            nn.BatchNorm2d(64),
            nn.Hardswish(),
            nn.Conv2d(64, 64, 5, padding=2, groups=64, bias=False),
            nn.BatchNorm2d(64),
            nn.Hardswish(),
            SqueezeExcite(64),
            nn.Conv2d(64, channels, 1, bias=False),
            nn.BatchNorm2d(channels),
        )

    def forward(self, x):
        return x + self.body(x)


class MobileNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 16, 3, stride=2, padding=1)
        self.blocks = nn.Sequential(MobileBlock(), nn.MaxPool2d(3, 2, 1), MobileBlock())
        self.head = nn.Linear(16, 10)

    def forward(self, x):
        x = self.blocks(F.hardswish(self.stem(x)))
        return self.head(x.mean([2, 3]))


class UNet(nn.Module):
    """Segmentation: down, dilated middle, up by interpolation and by transposed convolution."""

    def __init__(self, mode="bilinear", align=False):
        super().__init__()
        self.mode, self.align = mode, align
        self.down = nn.Conv2d(3, 8, 3, padding=1)
        self.middle = nn.Conv2d(8, 8, 3, padding=2, dilation=2)
        self.up = nn.ConvTranspose2d(16, 8, 4, stride=2, padding=1)
        self.out = nn.Conv2d(8, 2, 1)

    def forward(self, x):
        a = F.leaky_relu(self.down(x), 0.1)
        b = F.elu(self.middle(F.avg_pool2d(a, 3, 2, 1, count_include_pad=False)))
        align = None if self.mode == "nearest" else self.align
        c = F.interpolate(b, scale_factor=2.0, mode=self.mode, align_corners=align)
        d = torch.cat([a, c], 1)
        return F.log_softmax(self.out(F.silu(self.up(d))), 1)


class ReadsWords(nn.Module):
    """A CRNN: convolutions, then recurrent layers along the width."""

    def __init__(self, kind):
        super().__init__()
        self.maps = nn.Sequential(nn.Conv2d(1, 8, 3, 2, 1), nn.PReLU(8), nn.Conv2d(8, 12, 3, 2, 1))
        self.walk = kind(12 * 4, 10, num_layers=2, bidirectional=True)
        self.head = nn.Linear(20, 11)

    def forward(self, x):
        x = self.maps(x)
        n, c, h, w = x.shape
        steps = x.permute(3, 0, 1, 2).reshape(w, n, c * h)
        return F.softmax(self.head(self.walk(steps)[0]), 2)


class Transformer(nn.Module):
    """A vision transformer: patches, positions, attention, a class token."""

    def __init__(self):
        super().__init__()
        self.patches = nn.Conv2d(3, 24, 8, 8)
        self.token = nn.Parameter(torch.randn(1, 1, 24))
        self.place = nn.Parameter(torch.randn(1, 17, 24))
        self.norm1, self.norm2 = nn.LayerNorm(24), nn.LayerNorm(24)
        self.qkv, self.out = nn.Linear(24, 72), nn.Linear(24, 24)
        self.mlp = nn.Sequential(nn.Linear(24, 48), nn.GELU(), nn.Linear(48, 24))
        self.head = nn.Linear(24, 5)

    def forward(self, x):
        x = self.patches(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(x.shape[0], -1, -1), x], 1) + self.place
        n, length, width = x.shape
        q, k, v = self.qkv(self.norm1(x)).reshape(n, length, 3, 4, 6).permute(2, 0, 3, 1, 4)
        weights = (q @ k.transpose(-2, -1) / 6**0.5).softmax(-1)
        x = x + self.out((weights @ v).transpose(1, 2).reshape(n, length, width))
        x = x + self.mlp(self.norm2(x))
        return self.head(x[:, 0])


class Odds(nn.Module):
    """What is rarer: group norm, shuffles, reflection, rolling, gathering, ordering, einsum."""

    def __init__(self):
        super().__init__()
        self.wide = nn.Conv2d(3, 16, 3, padding=1, padding_mode="reflect")
        self.norm = nn.GroupNorm(4, 16)
        self.instance = nn.InstanceNorm2d(4, affine=True)

    def forward(self, x):
        x = F.pixel_shuffle(F.mish(self.norm(self.wide(x))), 2)
        n, c, h, w = x.shape
        x = x.view(n, 2, c // 2, h, w).transpose(1, 2).reshape(n, c, h, w)
        x = self.instance(torch.roll(x, shifts=3, dims=3))
        scores = torch.einsum("nchw,nkhw->nck", x, x) / (h * w)
        best, where = scores.flatten(1).topk(5)
        picked = torch.gather(scores.flatten(1), 1, where.flip(1))
        return x.clamp(-1, 1), best, picked, x.argmax(1), torch.cumsum(x, 2)


class Residual(nn.Module):
    """As in ResNet: halve the sides, double the channels, and a projection as shortcut."""

    def __init__(self, channels):
        super().__init__()
        wide = 2 * channels
        self.body = nn.Sequential(
            nn.Conv2d(channels, wide, 3, 2, 1, bias=False),
            nn.BatchNorm2d(wide),
            nn.ReLU(inplace=True),
            nn.Conv2d(wide, wide, 3, 1, 1, bias=False),
            nn.BatchNorm2d(wide),
        )
        self.short = nn.Sequential(nn.Conv2d(channels, wide, 1, 2), nn.BatchNorm2d(wide))

    def forward(self, x):
        return torch.relu(self.body(x) + self.short(x))


class Classic(nn.Module):
    """What AlexNet to ShuffleNet are made of; every opset from 7 on can say it."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 7, 2, 3)
        self.local = nn.LocalResponseNorm(5)
        self.residual = Residual(8)
        self.dense = nn.Conv2d(16, 8, 3, padding=1)
        self.branches = nn.ModuleList(
            [nn.Conv2d(24, 6, 1), nn.Conv2d(24, 6, (1, 7), padding=(0, 3)), nn.Conv2d(24, 6, 1)]
        )
        self.drop = nn.Dropout(0.5)
        self.head = nn.Sequential(nn.Linear(18 * 4, 12), nn.Tanh(), nn.Linear(12, 7))

    def forward(self, x):
        x = F.max_pool2d(self.local(F.relu6(self.stem(x))), 3, 2, ceil_mode=True)
        x = self.residual(x)
        x = torch.cat([x, torch.relu(self.dense(x))], 1)
        n, c, h, w = x.shape
        x = x.view(n, 3, c // 3, h, w).transpose(1, 2).reshape(n, c, h, w)
        first, second, pooled = self.branches
        around = F.avg_pool2d(x, 3, 1, 1)
        x = torch.cat([first(x), torch.sigmoid(second(x)), F.softplus(pooled(around))], 1)
        x = F.avg_pool2d(x, 4).flatten(1)
        return F.softmax(self.head(self.drop(x)), 1)


class Warps(nn.Module):
    """Spatial transformer."""

    def __init__(self):
        super().__init__()
        self.locate = nn.Linear(3, 6)

    def forward(self, x):
        theta = self.locate(x.mean([2, 3])).view(-1, 2, 3)
        grid = F.affine_grid(theta, list(x.shape), align_corners=False)
        return F.grid_sample(x, grid, mode="bilinear", padding_mode="zeros", align_corners=False)


COLOUR = (2, 3, 32, 32)
LINE = (2, 1, 16, 40)
NETWORKS = {
    "classic": (Classic, (2, 3, 63, 63), tuple(range(7, 21))),
    "mobile": (MobileNet, COLOUR, (9, 11, 13, 17)),
    "bilinear": (UNet, COLOUR, (11, 13, 18)),
    "aligned": (lambda: UNet("bilinear", True), COLOUR, (11, 17)),
    "bicubic": (lambda: UNet("bicubic"), COLOUR, (11, 17)),
    "nearest": (lambda: UNet("nearest"), COLOUR, (9, 11, 17)),
    "lstm": (lambda: ReadsWords(nn.LSTM), LINE, (11, 17)),
    "gru": (lambda: ReadsWords(nn.GRU), LINE, (11, 17)),
    "rnn": (lambda: ReadsWords(nn.RNN), LINE, (11, 17)),
    "transformer": (Transformer, COLOUR, (11, 13, 17)),
    "odds": (Odds, COLOUR, (13, 17)),
    "warps": (Warps, COLOUR, (20,)),
}
CASES = [(name, opset) for name, (_, _, opsets) in NETWORKS.items() for opset in opsets]


def exported(network, x, opset, **options):
    stream = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporters have much to say
        torch.onnx.export(network, (x,), stream, opset_version=opset, input_names=["x"], **options)
    return stream.getvalue()


def check(network, data, x):
    with torch.no_grad():
        expected = network(x)
    expected = expected if isinstance(expected, tuple) else (expected,)
    got = engine.load(data).run({"x": x.numpy()}).values()
    assert len(got) == len(expected)
    for ours, theirs in zip(got, expected, strict=True):
        wanted = theirs.numpy()
        assert (ours.shape, ours.dtype) == (wanted.shape, wanted.dtype)
        error = np.max(np.abs(ours.astype(np.float64) - wanted))
        assert error <= RELATIVE_ERROR * np.max(np.abs(wanted))


def made(name):
    torch.manual_seed(0)
    build, shape, _ = NETWORKS[name]
    network = build().eval()
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.normal_()
            module.running_var.uniform_(0.5, 2)
    return network, torch.randn(shape)


@pytest.mark.parametrize(("name", "opset"), CASES)
def test_networks_of_the_older_exporter_agree(name, opset):
    network, x = made(name)
    check(network, exported(network, x, opset, dynamo=False), x)


@pytest.mark.parametrize("name", ["mobile", "bilinear", "transformer", "lstm"])
def test_networks_that_take_any_size_agree(name):
    network, x = made(name)
    axes = {"x": {0: "n", 3: "w"}} if name != "transformer" else {"x": {0: "n"}}
    data = exported(network, x, 17, dynamo=False, dynamic_axes=axes)
    check(network, data, x)
    other = torch.randn(x.shape[0] + 1, *x.shape[1:])
    other = other if name == "transformer" else torch.cat([other, other], 3)
    check(network, data, other)


@pytest.mark.parametrize("name", NETWORKS)
def test_networks_of_the_newer_exporter_agree(name):
    if importlib.util.find_spec("onnxscript") is None:
        pytest.skip("onnxscript is not installed")
    network, x = made(name)
    check(network, exported(network, x, 20, dynamo=True), x)


@pytest.mark.parametrize("scale", [0.5, 0.75, 1.3, 2.0])
def test_corners_stay_aligned_whatever_the_scale(scale):
    """The exporter writes the scale: 33 × 0.5 is no whole number, and the result has 16."""

    class Resizes(nn.Module):
        def forward(self, x):
            return F.interpolate(x, scale_factor=scale, mode="bilinear", align_corners=True)

    x = torch.randn(1, 2, 33, 29)
    check(Resizes(), exported(Resizes(), x, 17, dynamo=False), x)


@pytest.mark.parametrize("opset", [18, 19, 21, 22, 23])
@pytest.mark.parametrize("name", ["classic", "transformer"])
def test_the_newer_exporter_agrees_in_each_opset(name, opset):
    if importlib.util.find_spec("onnxscript") is None:
        pytest.skip("onnxscript is not installed")
    network, x = made(name)
    check(network, exported(network, x, opset, dynamo=True), x)


def test_several_inputs_and_outputs_agree():
    """Two pictures and a number; weights are listed among the inputs, as old files have it."""

    class Compares(nn.Module):
        def __init__(self):
            super().__init__()
            self.maps = nn.Conv2d(3, 4, 3)

        def forward(self, x, other, share):
            a, b = self.maps(x), self.maps(other)
            return a * share + b * (1 - share), (a - b).abs().mean([1, 2, 3])

    network = Compares().eval()
    inputs = (torch.randn(1, 3, 9, 8), torch.randn(1, 3, 9, 8), torch.tensor([0.25]))
    stream = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network,
            inputs,
            stream,
            opset_version=9,
            dynamo=False,
            input_names=["x", "other", "share"],
            keep_initializers_as_inputs=True,
        )
    model = engine.load(stream.getvalue())
    assert [value.name for value in model.inputs] == ["x", "other", "share"]
    feeds = {v.name: given.numpy() for v, given in zip(model.inputs, inputs, strict=True)}
    with torch.no_grad():
        expected = network(*inputs)
    for ours, theirs in zip(model.run(feeds).values(), expected, strict=True):
        np.testing.assert_allclose(ours, theirs.numpy(), rtol=1e-4, atol=1e-5)


def test_squeezing_a_size_that_may_vary_agrees():
    """The exporter writes an If that asks whether the size is 1."""

    class Squeezes(nn.Module):
        def forward(self, x):
            return torch.squeeze(torch.relu(x), 1) * 2

    x = torch.randn(2, 1, 4)
    data = exported(Squeezes(), x, 13, dynamo=False, dynamic_axes={"x": {0: "n", 1: "c"}})
    check(Squeezes(), data, x)
    check(Squeezes(), data, torch.randn(3, 5, 4))


def test_loops_agree():
    def doubled(x, rounds: int):
        for _ in range(rounds):
            x = x * 2 - torch.relu(x)
        return x

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # scripting is deprecated, files made by it are not
        doubled = torch.jit.script(doubled)

        class Loops(nn.Module):
            def forward(self, x):
                return doubled(x, int(x.shape[0]))

        scripted = torch.jit.script(Loops())
    x = torch.randn(4, 3)
    data = exported(scripted, x, 13, dynamo=False, dynamic_axes={"x": {0: "n"}})
    check(Loops(), data, x)
    check(Loops(), data, torch.randn(7, 3))


def test_half_precision_agrees():
    """Weights and values are float16; sums are float32 in the engine, so it is the closer one."""
    network, x = made("mobile")
    data = exported(network.half(), x.half(), 17, dynamo=False)
    with torch.no_grad():
        wanted = network.float()(x.half().float()).numpy()
    (got,) = engine.load(data).run({"x": x.half().numpy()}).values()
    assert got.dtype == np.float16
    assert np.max(np.abs(got.astype(np.float32) - wanted)) <= 2e-2 * np.max(np.abs(wanted))
