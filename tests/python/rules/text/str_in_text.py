def rule(event):
    shown = f"<{event.get('value')}>"
    return "'a'" in shown or "1.5" in shown or shown.lower() == "<none>" or shown[1:4] == "Tru"
