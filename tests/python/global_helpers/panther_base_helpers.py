"""The helpers that every repository of Panther's rules has."""

from events import walked


def deep_walk(value, *keys, default=None, return_val="all"):
    """The values below nested maps and lists."""
    return walked(value, keys, default, return_val)
