"""What leaves the window as a file: asked for here, written by the worker."""
