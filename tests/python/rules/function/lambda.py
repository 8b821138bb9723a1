STARTS = lambda text: text.startswith("tmp")


def rule(event):
    return STARTS(event.get("name", "")) and any(map(lambda tag: tag == "x", event.get("tags", [])))
