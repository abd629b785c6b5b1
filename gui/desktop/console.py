"""The console from which a windowed program was started, on Windows."""

from __future__ import annotations

import sys

if sys.platform == "win32":
    import ctypes
    import os
    from ctypes import wintypes

    _KERNEL = ctypes.windll.kernel32
    _ALL_PROCESSES = 0x2

    class _Process(ctypes.Structure):
        """PROCESSENTRY32W."""

        _fields_ = (
            ("size", wintypes.DWORD), ("usage", wintypes.DWORD), ("id", wintypes.DWORD),
            ("heap", ctypes.c_size_t), ("module", wintypes.DWORD), ("threads", wintypes.DWORD),
            ("parent", wintypes.DWORD), ("priority", wintypes.LONG), ("flags", wintypes.DWORD),
            ("file", wintypes.WCHAR * 260),
        )  # fmt: skip

    def attach() -> bool:
        """Join the console of whoever started this program; return whether there is one.

        A program of one file runs as the child of its own loader, which has no console; it was
        started by that one's parent.
        """
        parent = os.getppid()
        return bool(_KERNEL.AttachConsole(parent) or _KERNEL.AttachConsole(parent_of(parent)))

    def parent_of(process: int) -> int:
        """Return who started a process; 0 if it is gone."""
        _KERNEL.CreateToolhelp32Snapshot.restype = wintypes.HANDLE
        entry = ctypes.pointer(_Process(size=ctypes.sizeof(_Process)))
        snapshot = wintypes.HANDLE(_KERNEL.CreateToolhelp32Snapshot(_ALL_PROCESSES, 0))
        more = _KERNEL.Process32FirstW(snapshot, entry)
        while more and entry.contents.id != process:
            more = _KERNEL.Process32NextW(snapshot, entry)
        _KERNEL.CloseHandle(snapshot)
        return entry.contents.parent if more else 0
