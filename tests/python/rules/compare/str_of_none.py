def rule(event):
    return str(event.get("flag")) in ("None", "True")
