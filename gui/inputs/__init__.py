"""The ways in which a picture or a model comes: drop, clipboard, canvas."""
