def rule(event):
    sizes = [entry["size"] for entry in event.get("files", []) if entry.get("kind") == "log"]
    return bool(sizes) and all(size > 10 for size in sizes)
