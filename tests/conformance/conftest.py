"""Print the score of the ONNX backend suite at the end of its run."""

from __future__ import annotations

from collections import Counter

import pytest

_GROUPS = {
    "OnnxBackendNodeModelTest": "node",
    "OnnxBackendRealModelTest": "real (light)",
    "OnnxBackendSimpleModelTest": "simple",
    "OnnxBackendPyTorchConvertedModelTest": "pytorch-converted",
    "OnnxBackendPyTorchOperatorModelTest": "pytorch-operator",
}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    passed: Counter[str] = Counter()
    all_cases: Counter[str] = Counter()
    for outcome in ("passed", "xpassed", "failed", "xfailed", "skipped", "error"):
        for report in terminalreporter.stats.get(outcome, []):
            group = _group_of(report.nodeid)
            if group:
                all_cases[group] += 1
                passed[group] += outcome in ("passed", "xpassed")
    if not all_cases:
        return
    terminalreporter.section("ONNX conformance")
    for group in _GROUPS.values():
        if all_cases[group]:
            terminalreporter.line(f"{group:18} {passed[group]:5,} of {all_cases[group]:5,}")


def _group_of(nodeid: str) -> str:
    parts = nodeid.split("::")
    return _GROUPS.get(parts[1], "") if len(parts) > 1 else ""
