import random


def rule(event):
    return random.random() < event.get("rate", 0)
