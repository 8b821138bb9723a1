def rule(event):
    return event.get("public") == True
