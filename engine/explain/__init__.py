"""Why a feature map shows the number it shows: the arithmetic, and the pixels it sees."""

from __future__ import annotations

import importlib
import pkgutil

for _module in pkgutil.iter_modules(__path__, f"{__name__}."):
    importlib.import_module(_module.name)
