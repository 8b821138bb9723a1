def rule(event):
    marked = [name for name in event.get("names", []) if name.startswith("x")]
    flags = [event.get("first"), event.get("second"), event.get("third")]
    return len(marked) == 2 or sum(flag == "on" for flag in flags) == 2
