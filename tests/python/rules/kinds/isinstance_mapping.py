from collections.abc import Mapping, Sequence


def rule(event):
    value = event.get("value")
    if isinstance(value, Mapping):
        return value.get("id") == 1
    if isinstance(value, Sequence) and not isinstance(value, str):
        return any(item == 1 for item in value)
    return value == 1
