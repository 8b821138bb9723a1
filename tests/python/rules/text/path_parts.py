def rule(event):
    return event.get("path", "").split("/")[-1].split(".")[0] == "setup"
