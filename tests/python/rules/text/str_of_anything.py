def rule(event):
    name = str(event.deep_get("request", "name", default=""))
    parts = name.split("/")
    return len(parts) >= 2 and parts[1] == "v1" and not name.startswith("Imm")
