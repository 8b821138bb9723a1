def rule(event):
    return "root" in sorted(event.get("groups"))
