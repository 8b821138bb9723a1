def rule(event):
    return event.get("line", "").split(" ", 1)[1] == "b c"
