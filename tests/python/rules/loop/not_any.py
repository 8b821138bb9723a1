def rule(event):
    return not any(tag.get("key") == "owner" for tag in event.get("tags", []))
