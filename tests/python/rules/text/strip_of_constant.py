PREFIX = "/x/".strip("/").rstrip("y")
PARTS = "a-b-c".count("-")


def rule(event):
    return event.get("path", "--none").lstrip("-") == PREFIX and len(event.get("parts", [])) == PARTS
