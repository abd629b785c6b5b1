"""Whether the program runs as administrator, so that Explorer may not drop files into it."""

from __future__ import annotations

import sys


def elevated() -> bool:
    """Return whether the window has more rights than the desktop it stands on.

    Windows lets no program send to one with more rights (User Interface Privilege Isolation).
    Where everything runs with full rights, dropping works, and this is False.
    """
    if sys.platform != "win32":
        return False
    import ctypes
    from ctypes import wintypes

    token_query, token_elevation_type, full = 8, 18, 2
    kernel, security = ctypes.windll.kernel32, ctypes.windll.advapi32
    kernel.GetCurrentProcess.restype = wintypes.HANDLE
    security.OpenProcessToken.argtypes = [
        wintypes.HANDLE, wintypes.DWORD, ctypes.POINTER(wintypes.HANDLE),
    ]  # fmt: skip
    security.GetTokenInformation.argtypes = [
        wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD,
        ctypes.POINTER(wintypes.DWORD),
    ]  # fmt: skip
    kernel.CloseHandle.argtypes = [wintypes.HANDLE]
    token, kind, size = wintypes.HANDLE(), wintypes.DWORD(), wintypes.DWORD()
    if not security.OpenProcessToken(kernel.GetCurrentProcess(), token_query, ctypes.byref(token)):
        return False
    told = security.GetTokenInformation(
        token, token_elevation_type, ctypes.byref(kind), ctypes.sizeof(kind), ctypes.byref(size)
    )
    kernel.CloseHandle(token)
    return bool(told) and kind.value == full
