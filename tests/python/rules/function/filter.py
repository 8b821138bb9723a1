def rule(event):
    return len(list(filter(lambda item: item == "deny", event.get("effects", [])))) > 0
