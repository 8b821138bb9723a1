class Request:
    def __init__(self, event):
        self.event = event

    @property
    def is_root(self):
        return self.event.get("user") == "root"


def rule(event):
    return Request(event).is_root
