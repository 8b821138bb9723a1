"""Data models: the names that log types share for the places of their values.

In: `{"file", "paths": {name: path}, "methods": {name: function}}`. Out: the value that a name has in an event.
"""

import re

from events import ImmutableCaseInsensitiveDict, frozen


STEP = re.compile(r"""\.([\w@-]+)|\[(\d+)\]|\[['"]([^'"]+)['"]\]""")


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
        return ".".join(str(step) for step in self._paths[name])


def found(event, steps):
    """The value below nested maps and lists."""
    if steps is None:
        raise NotImplementedError("this form of JSONPath")
    for step in steps:
        if not isinstance(event, list if isinstance(step, int) else dict):
            raise LookupError(step)
        event = event[step]
    return event


def members(path):
    """The keys and indexes of a path such as `$.a.b[0]['c']`; nothing for the other forms of JSONPath."""
    steps = []
    rest = path.removeprefix("$")
    if not rest.startswith((".", "[")):
        rest = "." + rest
    while rest:
        step = STEP.match(rest)
        if not step:
            return None
        key, index, quoted = step.groups()
        steps.append(int(index) if index else key or quoted)
        rest = rest[step.end() :]
    return steps
