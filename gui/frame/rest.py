"""What the first window did without."""

from importlib import import_module


def import_the_rest(_: object) -> None:
    """Import it; on another thread, so that the window goes on answering."""
    for name in ("engine.loading", "gui.panels", "gui.batch_page"):
        import_module(name)
