def rule(event):
    found = {"users": []}
    users = found["users"]
    users.append(event.get("user"))
    return "root" in found["users"]
