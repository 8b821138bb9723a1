def rule(event):
    return (event.get("verb"), event.get("kind")) == ("create", "pod")
