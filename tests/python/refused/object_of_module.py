class Seen:
    def __init__(self):
        self.last = None


SEEN = Seen()


def rule(event):
    again = event.get("user") == SEEN.last
    SEEN.last = event.get("user")
    return again
