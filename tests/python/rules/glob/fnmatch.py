from fnmatch import fnmatch


def rule(event):
    return fnmatch(event.get("key", ""), "*/secrets/*.json")
