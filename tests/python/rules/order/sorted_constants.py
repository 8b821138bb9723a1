KINDS = ["delete", "create", "update"]
SIZES = sorted([30, 4, 12], reverse=True)


def rule(event):
    return event.get("kind") == sorted(KINDS)[0] and event.get("size") == SIZES[-1]
