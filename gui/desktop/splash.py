"""The picture that a one-file program for Windows may show while it unpacks itself."""

from __future__ import annotations

import os


def close_splash() -> None:
    """Take it away, if there is one."""
    if "_PYI_SPLASH_IPC" in os.environ:
        import pyi_splash

        pyi_splash.close()
