def rule(event):
    try:
        return event.get("tags", {}).get("env", "dev", "prod") == "dev"
    except TypeError:
        return event.get("name") == "root"
