class Names:
    def __init__(self, names):
        self.names = names

    def __contains__(self, name):
        return name.lower() in self.names


def rule(event):
    return event.get("user", "") in Names(["root"])
