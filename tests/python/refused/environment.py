import os


def rule(event):
    return event.get("region") == os.environ.get("REGION_OF_NO_MACHINE", "none")
