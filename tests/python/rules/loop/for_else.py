def rule(event):
    for name in ("a", "b"):
        if event.get(name) == "no":
            break
    else:
        return event.get("c") == "yes"
    return False
