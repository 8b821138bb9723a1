def rule(event):
    name = event.get("name", "")
    if event.get("alias"):
        name = event.get("alias")
    name = name.lower()
    return name == "root"
