FLAGS = {"a": True, "b": 1}


def rule(event):
    return FLAGS["a"] == FLAGS["b"] and event.get("size") == FLAGS["a"]
