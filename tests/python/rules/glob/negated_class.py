import fnmatch


def rule(event):
    return not fnmatch.fnmatch(event.get("name", ""), "[!0-9]*")
