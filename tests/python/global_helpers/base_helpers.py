"""Helpers that rules share, as a repository of rules has them."""

from collections.abc import Mapping
from fnmatch import fnmatch
from functools import reduce

NAMES = {"alpha", "beta"}
DENIALS = ["AccessDenied", "UnauthorizedOperation"]


def deep_get(value, *keys, default=None):
    """The value below nested maps, or the default."""
    found = reduce(lambda inner, key: inner.get(key, default) if isinstance(inner, Mapping) else default, keys, value)
    return default if found is None else found


def text(event, name):
    """A field in lower case."""
    return event.get(name, "").lower()


def denied(event):
    """True for a call that was refused."""
    return event.get("error", "") in DENIALS


def denied_call(event):
    """True for a call of an AWS interface that was refused."""
    return event.get("errorCode") in DENIALS or event.get("errorMessage") == "denied"


def pattern_match_list(text_to_match, patterns):
    """True if one of the globs covers the text."""
    return any(fnmatch(text_to_match, pattern) for pattern in patterns)
