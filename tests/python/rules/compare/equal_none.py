def rule(event):
    return event.get("x") == None or event.get("y") != None
