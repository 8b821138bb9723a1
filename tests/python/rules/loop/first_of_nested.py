def rule(event):
    for group in event.get("groups", []):
        for member in group.get("members", []):
            if member.get("role") == "owner":
                return member.get("name") == "root"
    return False
