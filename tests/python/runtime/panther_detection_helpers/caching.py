"""Key-value stores: every function is here, and asking it is an error."""


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)

    def unanswered(*_arguments, **_named):
        raise NotImplementedError(f"the key-value store does not answer {name}")

    return unanswered
