def rule(event):
    return "x" in sorted(event.get("groups", []), key=len)
