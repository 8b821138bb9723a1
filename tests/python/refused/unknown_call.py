import third_party_scoring


def rule(event):
    return third_party_scoring.detect(event.get("name")) > 0.5
