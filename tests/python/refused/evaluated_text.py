def rule(event):
    return eval("event.get('a') == 1")
