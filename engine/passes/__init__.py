"""`Graph` to `Graph`, one rewrite a file."""
