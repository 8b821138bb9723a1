"""Maps and lists that cannot be changed, under the name of Panther's module."""

from events import ImmutableCaseInsensitiveDict, ImmutableList

__all__ = ["ImmutableCaseInsensitiveDict", "ImmutableList"]
