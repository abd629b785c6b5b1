"""Run convolutional networks in NumPy, and look inside."""
