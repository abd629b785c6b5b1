"""One unit explained: where it stands, what feeds it, and what is worked out for it."""
