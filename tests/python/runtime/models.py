"""Data models: the names that log types share for the places of their values.

In: `{"file", "paths": {name: path}, "methods": {name: function}}`. Out: the value that a name has in an event.
"""

from events import ImmutableCaseInsensitiveDict, frozen


class DataModel:
    """The names of one log type. Paths find keys as they are spelled; functions are given an immutable map."""

    def __init__(self, paths, methods):
        self._paths = {name: members(path) for name, path in paths.items()}
        self._methods = methods

    def __contains__(self, name):
        return name in self._paths or name in self._methods

    def value(self, name, event, default):
        """What an event has under a name; `default` if its path is not there."""
        if name in self._methods:
            return frozen(self._methods[name](ImmutableCaseInsensitiveDict(event)))
        try:
            return frozen(found(event, self._paths[name]))
        except LookupError:
            return default

    def path(self, name, event):
        """Where an event has the value of a name; nothing if it has none."""
        if name in self._methods:
            return self._methods[name].__name__
        try:
            found(event, self._paths[name])
        except LookupError:
            return None
        return ".".join(self._paths[name])


def found(event, keys):
    """The value below nested maps."""
    for key in keys:
        if not isinstance(event, dict):
            raise LookupError(key)
        event = event[key]
    return event


def members(path):
    """The keys of a path such as `$.a.b`; the other forms of JSONPath are an error."""
    keys = path.removeprefix("$.").split(".")
    for key in keys:
        if not key.replace("_", "a").replace("@", "a").isalnum():
            raise ValueError(f"not a chain of keys: {path}")
    return keys
