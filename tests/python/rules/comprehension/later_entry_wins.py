def rule(event):
    values = {item["key"]: item["value"] for item in event.get("items", [])}
    return values.get("old") == "false" and values.get("new", "true") == "true"
