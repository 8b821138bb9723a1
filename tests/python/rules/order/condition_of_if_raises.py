def rule(event):
    if event.get("size") > 5:
        return False
    return True
