def rule(event):
    path = event.get("path", "")
    return path.count("../") == 2 or path.count("%") > len("ab") or path.lower().count("") == 1
