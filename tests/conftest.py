"""For all tests: no screen is needed, and nobody's settings are touched."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
