"""How the two drawing networks are trained: augmentation, schedule, folding; needs torch."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812 - torch's own habit

from resources.drawing_data import SIDE

BATCH = 128


def network(conv_channels: Sequence[Sequence[int]], dense: int, classes: int) -> nn.Sequential:
    """Return a network of blocks of 3×3 convolutions, each block ending in a 2×2 max-pool.

    Parameters
    ----------
    conv_channels : for each block the channels of its convolutions, such as ((16, 32), (48, 64))
    dense : width of the hidden dense layer
    """
    layers: list[nn.Module] = []
    before, side = 1, SIDE
    for block in conv_channels:
        for channels in block:
            layers += [
                nn.Conv2d(before, channels, 3, padding=1, bias=False),
                nn.BatchNorm2d(channels),
                nn.ReLU(),
            ]
            before = channels
        layers.append(nn.MaxPool2d(2))
        side //= 2
    layers += [nn.Flatten(), nn.Dropout(0.3), nn.Linear(before * side * side, dense), nn.ReLU()]
    layers += [nn.Dropout(0.3), nn.Linear(dense, classes)]
    return nn.Sequential(*layers)


def augmented(images: torch.Tensor, strength: float) -> torch.Tensor:
    """Return (N, 1, 28, 28) drawings turned, scaled, shifted, bent, and with other pens."""
    n = len(images)

    def spread(limit: float) -> torch.Tensor:
        return (torch.rand(n) * 2 - 1) * limit * strength

    angle, shear = spread(0.22), spread(0.25)
    scale_x, scale_y = 1 + spread(0.14), 1 + spread(0.14)
    cos, sin = torch.cos(angle), torch.sin(angle)
    rows = [
        torch.stack([cos * scale_x, (shear * cos - sin) * scale_y, spread(0.12)], dim=1),
        torch.stack([sin * scale_x, (shear * sin + cos) * scale_y, spread(0.12)], dim=1),
    ]
    grid = F.affine_grid(torch.stack(rows, dim=1), [n, 1, SIDE, SIDE], align_corners=False)
    bend = F.interpolate(
        torch.randn(n, 2, 5, 5) * 0.045 * strength, size=SIDE, mode="bicubic", align_corners=True
    )
    moved = F.grid_sample(images, grid + bend.permute(0, 2, 3, 1), align_corners=False)
    thick = F.max_pool2d(moved, 3, 1, 1)
    thin = -F.max_pool2d(-moved, 3, 1, 1)
    pen = torch.rand(n, 1, 1, 1)
    amount = torch.rand(n, 1, 1, 1) * 0.6
    moved = torch.where(pen < 0.2, moved + amount * (thick - moved), moved)
    return torch.where(pen > 0.9, moved + 0.5 * amount * (thin - moved), moved)


def train(
    net: nn.Sequential,
    images: np.ndarray,
    labels: np.ndarray,
    *,
    epochs: int,
    per_epoch: int,
    strength: float,
    class_weights: np.ndarray | None = None,
    smoothing: float,
    rate: float = 3e-3,
    evaluate: Callable[[nn.Sequential], str],
    threads: int = 2,
    seed: int = 0,
) -> nn.Sequential:
    """Train `net` in place and return it; the learning rate rises briefly, then falls as a cosine.

    Parameters
    ----------
    images : (N, 28, 28) uint8
    per_epoch : how many of them, drawn anew each time, make an epoch
    strength : of the augmentation, 1 is full; the last tenth of the epochs uses half
    evaluate : says in one line how good the network is, after each epoch
    """
    torch.manual_seed(seed)
    torch.set_num_threads(threads)
    net.to(memory_format=torch.channels_last)
    inputs = torch.from_numpy(images)[:, None]
    targets = torch.from_numpy(labels)
    steps = epochs * (per_epoch // BATCH)
    decayed = [p for p in net.parameters() if p.ndim > 1]
    free = [p for p in net.parameters() if p.ndim <= 1]
    optimizer = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": 0.02}, {"params": free, "weight_decay": 0.0}], lr=rate
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, steps, pct_start=0.15)
    weights = None if class_weights is None else torch.from_numpy(class_weights).float()
    loss_of = nn.CrossEntropyLoss(weight=weights, label_smoothing=smoothing)
    for epoch in range(epochs):
        net.train()
        start, total = time.perf_counter(), 0.0
        now = strength if epoch < 0.9 * epochs - 1 else strength / 2
        order = torch.randperm(len(inputs))[: per_epoch // BATCH * BATCH]
        for chosen in order.split(BATCH):
            batch = augmented(inputs[chosen].float() / 255, now)
            loss = loss_of(net(batch), targets[chosen])
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            schedule.step()
            total += float(loss.detach())
        seconds = time.perf_counter() - start
        mean = total / (per_epoch // BATCH)
        print(f"epoch {epoch + 1}: {seconds:.0f} s, loss {mean:.4f}, {evaluate(net)}", flush=True)
    return net


@torch.inference_mode()
def predicted(net: nn.Sequential, images: np.ndarray) -> np.ndarray:
    """Return the most probable class of each of (N, 28, 28) uint8 images."""
    net.eval()
    parts = torch.from_numpy(images)[:, None].split(500)
    return torch.cat([net(part.float() / 255).argmax(dim=1) for part in parts]).numpy()


def folded(net: nn.Sequential) -> list[tuple[str, np.ndarray | None, np.ndarray | None]]:
    """Return the layers as (kind, weight, bias), BatchNorm folded into the convolution before it.

    Kinds are 'conv', 'relu', 'pool', 'flatten' and 'dense'; dropout does nothing in use.
    """
    net.eval()
    layers: list[tuple[str, np.ndarray | None, np.ndarray | None]] = []
    for layer in net:
        if isinstance(layer, nn.Conv2d):
            layers.append(("conv", layer.weight.detach().numpy(), None))
        elif isinstance(layer, nn.BatchNorm2d):
            gain = (layer.weight / torch.sqrt(layer.running_var + layer.eps)).detach().numpy()
            shift = layer.bias.detach().numpy() - layer.running_mean.numpy() * gain
            layers[-1] = (
                "conv",
                np.ascontiguousarray(layers[-1][1] * gain[:, None, None, None]),
                shift,
            )
        elif isinstance(layer, nn.Linear):
            layers.append(("dense", layer.weight.detach().numpy(), layer.bias.detach().numpy()))
        elif isinstance(layer, nn.ReLU):
            layers.append(("relu", None, None))
        elif isinstance(layer, nn.MaxPool2d):
            layers.append(("pool", None, None))
        elif isinstance(layer, nn.Flatten):
            layers.append(("flatten", None, None))
    return layers


def cached(path: Path, make: Callable[[], tuple[np.ndarray, np.ndarray]]) -> tuple[np.ndarray, ...]:
    """Return what `make` returns, kept in the file `path`: drawing the canvases takes minutes."""
    if not path.exists():
        images, labels = make()
        np.savez(path, images=images, labels=labels)
    with np.load(path) as file:
        return file["images"], file["labels"]


def arguments(description: str | None, *, epochs: int) -> argparse.Namespace:
    """Return the command line of a training script; `epochs` is the default."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of the training data")
    parser.add_argument("--cache", type=Path, required=True, help="folder for prepared images")
    parser.add_argument("--epochs", type=int, default=epochs, help="default: %(default)s")
    parser.add_argument("--threads", type=int, default=2, help="default: %(default)s")
    options = parser.parse_args()
    options.cache.mkdir(parents=True, exist_ok=True)
    return options
