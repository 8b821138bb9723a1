"""The names that rules and helpers import from Panther's run-time."""

from events import PantherEvent

__all__ = ["PantherEvent"]
