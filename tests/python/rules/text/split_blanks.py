def rule(event):
    words = event.get("command", "").split()
    return len(words) > 1 and words[0] == "sudo"
