"""What the person can want, in groups; `gui.controller` is their sum."""
