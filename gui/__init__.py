"""The window: PySide6, reaching the network only through `engine`."""
