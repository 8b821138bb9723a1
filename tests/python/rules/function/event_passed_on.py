def name_of(entry):
    return entry.get("name", "").upper()


def rule(event):
    return name_of(event) == "A" or any(name_of(child) == "A" for child in event.get("children", []))
