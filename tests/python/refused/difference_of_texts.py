from difflib import SequenceMatcher


def rule(event):
    return SequenceMatcher(None, event.get("a", ""), event.get("b", "")).ratio() > 0.9
