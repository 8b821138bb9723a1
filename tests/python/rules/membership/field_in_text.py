def rule(event):
    return event.get("grade", "-") in "ABC"
