def rule(event):
    count = 0
    for item in event.get("items", []):
        if item == "x":
            count += 1
    return count > 2
