def rule(event):
    seen = []
    try:
        seen.append(event["user"])
        seen.append(event["group"])
    except KeyError:
        seen.append("none")
    return seen == ["root", "none"]
