def rule(event):
    users, others = [], []
    if event.get("kind") == "user":
        users.append(event.get("name"))
    else:
        others.append(event.get("name"))
    return "root" in users and not others
