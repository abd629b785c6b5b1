"""What the window says, put into words: one subject a file."""
