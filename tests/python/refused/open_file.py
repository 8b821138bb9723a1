def rule(event):
    with open("/dev/null", encoding="utf-8") as names:
        return event.get("name") in names.read().split()
