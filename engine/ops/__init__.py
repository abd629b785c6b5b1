"""What ONNX means: one function for each operator, found by `registry.find`."""

from __future__ import annotations

import importlib
import pkgutil

# Each module registers its operators when it is imported. PyInstaller collects them by
# `collect_submodules`; the self-test compares the lists.
for _module in pkgutil.iter_modules(__path__, f"{__name__}."):
    importlib.import_module(_module.name)
