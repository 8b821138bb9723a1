READ = ["Get", "List"]
WRITE = ["Put"] + ["Delete"]
ALL = set(READ) | set(WRITE)
NAMES = [f"{verb}Object" for verb in sorted(ALL) if verb != "List"]


def rule(event):
    return event.get("name") in NAMES
