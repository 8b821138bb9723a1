"""The event, under the name of Panther's module."""

from events import PantherEvent

__all__ = ["PantherEvent"]
