WORDS = ("curl", "wget", "nc ")


def rule(event):
    command = event.get("command", "")
    return any(word in command for word in WORDS)
