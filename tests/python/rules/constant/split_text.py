WORDS = "alpha beta  gamma".split()
LONGEST = max(len(word) for word in WORDS)


def rule(event):
    return event.get("word") in WORDS and len(event.get("word")) == LONGEST
