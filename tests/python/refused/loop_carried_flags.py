def rule(event):
    seen = done = False
    for item in event.get("items", []):
        if seen and item == "end":
            done = True
        if item == "start":
            seen = True
    return done
