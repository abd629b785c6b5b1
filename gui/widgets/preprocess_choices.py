"""What a person can choose about preprocessing, as pure functions on `Preprocess`."""

from __future__ import annotations

from dataclasses import replace

from engine import Preprocess

CHANGED = "changed by you"
RANGES = ((0.0, 255.0), (0.0, 1.0), (-1.0, 1.0))

# The statistics of ImageNet's photos in 0..1, red, green, blue: what most photo networks learned
# with (https://docs.pytorch.org/vision/stable/models.html).
_MEAN = (0.485, 0.456, 0.406)
_STD = (0.229, 0.224, 0.225)


def with_range(recipe: Preprocess, limits: tuple[float, float]) -> Preprocess:
    """Return the recipe with another range; mean and deviation keep their meaning."""
    kind = normalisation(recipe)
    changed = replace(recipe, range=limits, source=CHANGED)
    return with_imagenet(changed) if kind == "imagenet" else changed


def with_channels(recipe: Preprocess, channels: str) -> Preprocess:
    """Return the recipe with another channel order; mean and deviation follow it."""
    mean, std = recipe.mean, recipe.std
    if channels == "L":
        mean, std = (sum(mean) / len(mean),), (sum(std) / len(std),)
    elif "BGR" in (channels, recipe.channels) and channels != recipe.channels:
        mean, std = mean[::-1], std[::-1]
    return replace(recipe, channels=channels, mean=mean, std=std, source=CHANGED)


def with_numbers(recipe: Preprocess, mean: tuple[float, ...], std: tuple[float, ...]) -> Preprocess:
    """Return the recipe with this mean and deviation, in units of its range."""
    return replace(recipe, mean=mean, std=std, source=CHANGED)


def with_imagenet(recipe: Preprocess) -> Preprocess:
    """Return the recipe with ImageNet's mean and deviation, in its range and channel order."""
    return with_numbers(recipe, *_imagenet(recipe))


def normalisation(recipe: Preprocess) -> str:
    """Return 'none', 'imagenet' or 'custom'."""
    if set(recipe.mean) == {0.0} and set(recipe.std) == {1.0}:
        return "none"
    mean, std = _imagenet(recipe)
    same = _near(recipe.mean, mean) and _near(recipe.std, std)
    return "imagenet" if same else "custom"


def parsed(text: str) -> tuple[float, ...] | None:
    """Return one or three numbers, divided by commas or blanks, or None if they are not."""
    try:
        numbers = tuple(float(word) for word in text.replace("−", "-").replace(",", " ").split())
    except ValueError:
        return None
    finite = all(abs(number) < float("inf") for number in numbers)
    return numbers if len(numbers) in (1, 3) and finite else None


def _imagenet(recipe: Preprocess) -> tuple[tuple[float, ...], tuple[float, ...]]:
    low, high = recipe.range
    mean = tuple(low + value * (high - low) for value in _MEAN)
    std = tuple(value * (high - low) for value in _STD)
    if recipe.channels == "L":
        return (sum(mean) / 3,), (sum(std) / 3,)
    return (mean[::-1], std[::-1]) if recipe.channels == "BGR" else (mean, std)


def _near(values: tuple[float, ...], others: tuple[float, ...]) -> bool:
    """Tell whether they are equal to the three digits that people write."""
    if len(values) != len(others):
        return False
    pairs = zip(values, others, strict=True)
    return all(abs(a - b) <= 2e-3 * max(abs(a), abs(b), 1e-6) for a, b in pairs)
