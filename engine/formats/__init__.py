"""A file to a `Graph`, and back."""
