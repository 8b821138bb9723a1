def rule(event):
    found = False
    for tag in event.get("tags", []):
        if tag == "public":
            found = True
    return found
