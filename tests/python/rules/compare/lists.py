def rule(event):
    return event.get("ports") == [22, 80] or event.get("names") == []
