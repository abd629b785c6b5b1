"""NumPy arrays in and out, no ONNX words: all the speed lives here."""
