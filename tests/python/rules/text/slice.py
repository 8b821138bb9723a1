def rule(event):
    return event.get("time", "")[:10] == "2026-01-01"
