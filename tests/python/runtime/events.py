"""What a Python rule is given: an event whose maps and lists cannot be changed.

In: the plain value of a JSON object, and the data model of its log type. Out: an object with the methods that Panther's
documentation and run-time (panther_core 0.16) give an event. Only behaviour that a rule can observe is repeated here.
"""

from collections.abc import Mapping, Sequence


def is_list(value):
    """True for lists of every kind, and not for texts."""
    return isinstance(value, Sequence) and not isinstance(value, str)


def frozen(value):
    """The value as a rule gets it out of a map or list."""
    if type(value) is dict:
        return ImmutableCaseInsensitiveDict(value)
    if type(value) is list:
        return ImmutableList(value)
    return value


class ImmutableCaseInsensitiveDict(Mapping):
    """A map. A key is found as it is spelled, else without regard to case."""

    def __init__(self, plain):
        self._plain = plain

    def __getitem__(self, key):
        if key not in self._plain:
            if not self._plain:
                raise KeyError(key)
            key = self._spelling(key)
        return frozen(self._plain[key])

    def _spelling(self, wanted):
        lower = wanted.lower()
        for key in self._plain:
            if key.lower() == lower:
                return key
        raise KeyError(wanted)

    def __iter__(self):
        return iter(self._plain)

    def __len__(self):
        return len(self._plain)

    def __repr__(self):
        return f"{type(self).__name__}({self._plain})"

    def copy(self):
        """A map that can be changed."""
        return thawed(self._plain)

    def to_dict(self):
        """A map that can be changed."""
        return self.copy()

    def raw_view(self):
        """The map itself."""
        return self._plain

    def deep_get(self, *keys, default=None):
        """The value below nested maps. `default` if a key is missing, if the value is null, or below what is no map."""
        value = self
        for key in keys:
            value = value.get(key, default) if isinstance(value, Mapping) else default
        return default if value is None else value


class ImmutableList(Sequence):
    """A list. It equals lists and tuples of equal elements, and cannot be hashed."""

    __hash__ = None

    def __init__(self, plain):
        self._plain = tuple(plain)

    def __getitem__(self, index):
        return frozen(self._plain[index])

    def __len__(self):
        return len(self._plain)

    def __iter__(self):
        return (frozen(item) for item in self._plain)

    def __eq__(self, other):
        if isinstance(other, ImmutableList):
            return self._plain == other._plain
        return isinstance(other, (list, tuple)) and self._plain == tuple(other)

    def __repr__(self):
        return f"{type(self).__name__}({self._plain})"

    def copy(self):
        """A list that can be changed."""
        return thawed(list(self._plain))

    def as_list(self):
        """A list that can be changed."""
        return self.copy()


class PantherEvent(ImmutableCaseInsensitiveDict):
    """An event, with the data model of its log type."""

    def __init__(self, event, data_model=None):
        super().__init__(event)
        self._model = data_model

    def deep_walk(self, *keys, default=None, return_val="all"):
        """The values below nested maps and lists, without repeats; keys are found as they are spelled."""
        return walked(self._plain, keys, default, return_val)

    def udm(self, *keys, default=None):
        """The value that the data model has under a name, else the one in `p_udm`, else the one in the event."""
        if len(keys) == 1 and self._model is not None and keys[0] in self._model:
            return self._model.value(keys[0], self._plain, default)
        for path in (("p_udm", *keys), keys) if keys else ():
            if value := self.deep_get(*path):
                return value
        return default

    def udm_path(self, name):
        """The path at which the data model finds a name in this event, or the name of the model's function."""
        if self._model is None:
            raise LookupError("a data model hasn't been specified for the log type")
        return self._model.path(name, self._plain)

    def lookup(self, table, key):
        """Enrichment: only what a unit test puts into the event."""
        return self.deep_get("_mocked_lookup_data_", table, key)


def walked(value, keys, default, return_val):
    """What `deep_walk` finds in a plain value."""
    if not keys:
        return default if value is None or nothing(value) else value
    if isinstance(value, Mapping):
        return walked(value.get(keys[0], default), keys[1:], default, return_val)
    found = {}
    for item in value if is_list(value) else ():
        inner = walked(item, keys, default, return_val)
        if inner is not None:
            found.update(dict.fromkeys(inner if is_list(inner) else [inner]))
    values = list(found)
    if not values:
        return default
    if return_val == "first":
        return values[0]
    if return_val == "last":
        return values[-1]
    if return_val != "all":
        return "all"
    return values[0] if len(values) == 1 else values


def nothing(value):
    """True for a list without elements, or of such lists only."""
    return is_list(value) and all(nothing(item) for item in value)


def thawed(value):
    """A deep copy of plain maps and lists."""
    if isinstance(value, dict):
        return {key: thawed(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [thawed(inner) for inner in value]
    return value
