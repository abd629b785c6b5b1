"""Bundled models, samples, icons and translations; `SOURCES.md` tells where each came from."""
