def rule(event):
    parameters = {entry["name"]: entry["value"] for entry in event.get("parameters", [])}
    return parameters.get("visibility") == "public"
