"""Widgets that know no session: arrays and plain values in, signals out."""
