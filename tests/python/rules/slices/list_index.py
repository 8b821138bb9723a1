def rule(event):
    return event.get("stack", [""])[0] == "main" and event.get("stack")[-1] == "exit"
