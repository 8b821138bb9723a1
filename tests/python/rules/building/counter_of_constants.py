def rule(event):
    score = 0
    if event.get("a"):
        score += 2
    if event.get("b") == "x":
        score += 1
    if event.get("c", 0) > 5:
        score += 1
    return score >= 3
