"""Manners towards the system: file types, elevation, a second start, a splash, a console."""
