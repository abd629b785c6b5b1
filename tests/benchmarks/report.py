"""What was measured, as a Markdown table and as a picture."""

from __future__ import annotations

import importlib.metadata
import math
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.timing import Times

_PACKAGES = {
    "ONNX Runtime": "onnxruntime",
    "torch": "torch",
    "OpenCV": "opencv-python-headless",
}


@dataclass(frozen=True)
class Row:
    """One network: times, errors against the reference, and what peers could not do."""

    title: str
    times: dict[str, Times]
    errors: dict[str, float]
    wrong: dict[str, float]
    failures: dict[str, str]

    def text(self) -> str:
        """Return everything about the row as one line for people who wait."""
        parts = [
            f"{name} {t.median * 1e3:.3f} ms (least {t.least * 1e3:.3f})"
            for name, t in self.times.items()
        ]
        parts += [f"{name} off by {error:.0e}" for name, error in self.errors.items() if error]
        parts += [f"{name}: {why}" for name, why in self.failures.items()]
        return f"{self.title}: " + ", ".join(parts)


def machine(threads: int, names: Sequence[str]) -> str:
    """Return what the numbers were measured with."""
    versions = [f"NumPy {importlib.metadata.version('numpy')}"]
    versions += [
        f"{name} {importlib.metadata.version(_PACKAGES[name])}"
        for name in names
        if name in _PACKAGES
    ]
    return (
        f"{_processor()}, {os.cpu_count()} processors, {threads} thread(s), "
        f"{platform.system()}, Python {platform.python_version()}, {', '.join(versions)}"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":")[1].strip() for line in lines if "model name" in line), "?")


def table(rows: Sequence[Row], names: Sequence[str], ours: str) -> str:
    """Return a table of our milliseconds and our time over each peer's."""
    others = [name for name in names if name != ours]
    extra = [name for row in rows for name in row.times if name not in names]
    others += list(dict.fromkeys(extra))
    lines = [
        f"| network | {ours}, ms | " + " | ".join(f"÷ {name}" for name in others) + " |",
        "|---" * (len(others) + 2) + "|",
    ]
    for row in rows:
        if not row.times:
            continue
        mine = row.times[ours]
        cells = [
            f"{mine.ratio(row.times[name]):.3g}" if name in row.times else "" for name in others
        ]
        lines.append(f"| {row.title} | {mine.median * 1e3:.3g} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def means(rows: Sequence[Row], names: Sequence[str], ours: str) -> str:
    """Return the geometric means of the ratios, one line for each peer."""
    lines = []
    for name in names:
        both = [row for row in rows if ours in row.times and name in row.times and name != ours]
        if both:
            logs = [math.log(row.times[ours].ratio(row.times[name])) for row in both]
            mean = math.exp(sum(logs) / len(logs))
            lines.append(f"geometric mean ÷ {name} over {len(both)}: {mean:.3f}")
    return "\n".join(lines)


def plot(rows: Sequence[Row], names: Sequence[str], ours: str, path: Path) -> None:
    """Write the ratios as horizontal bars, an SVG picture; below 1 we are faster."""
    colours = {"ONNX Runtime": "#d9822b", "torch": "#8f6bb3", "OpenCV": "#5b8fb9"}
    others = [name for name in names if name in colours]
    bar, gap, left, unit = 9, 12, 150, 200
    height = len(rows) * (bar * len(others) + gap) + 60
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + 3 * unit}" height="{height}" '
        'font-family="sans-serif" font-size="12">',
        '<rect width="100%" height="100%" fill="white"/>',
    ]
    for index, name in enumerate(others):
        x = left + index * 150
        parts.append(f'<rect x="{x}" y="10" width="12" height="12" fill="{colours[name]}"/>')
        parts.append(f'<text x="{x + 17}" y="20">÷ {name}</text>')
    y = 40
    for row in rows:
        middle = y + bar * len(others) / 2 + 4
        parts.append(f'<text x="{left - 8}" y="{middle}" text-anchor="end">{row.title}</text>')
        for name in others:
            if name in row.times:
                ratio = row.times[ours].ratio(row.times[name])
                parts.append(
                    f'<rect x="{left}" y="{y}" width="{min(ratio, 2.8) * unit:.0f}" '
                    f'height="{bar - 1}" fill="{colours[name]}"><title>{ratio:.2f}</title></rect>'
                )
            y += bar
        y += gap
    line = left + unit
    parts.append(f'<path d="M{line} 30V{y}" stroke="#333" stroke-dasharray="4 3"/>')
    parts.append(f'<text x="{line}" y="{y + 14}" text-anchor="middle">1: as fast</text></svg>')
    path.write_text("\n".join(parts), "utf-8")
