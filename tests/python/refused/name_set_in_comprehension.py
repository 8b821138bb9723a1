def rule(event):
    if any((last := group) == "wheel" for group in event.get("groups", [])):
        return last == "wheel"
    return False
