def rule(event):
    return event.get("arn", "").rstrip("/").endswith("admin") and event.get("q", "").lstrip("?") != ""
