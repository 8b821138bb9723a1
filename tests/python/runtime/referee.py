"""CPython as the referee of Python rules.

    python3 referee.py NAME=FILE...

In, a line of JSON on standard input: `{"rule": file, "model": null or {"file", "paths", "methods"}, "events": [...]}`, and
optionally `"replaced": {name: value}`, which a test sets in place of constants and functions of the rule's module. The command line
names the helper modules that rules import, and their files.

Out, a line of JSON: `{"error": null, "verdicts": [...]}`. A verdict is true or false, or the name of the exception that
the rule raised, which is no match. `error` says why the rule's file cannot be loaded. A rule matches if `rule(event)` is True;
Panther reports a result of another type as an error, here as `not a bool`.
"""

import importlib.abc
import importlib.util
import json
import os
import signal
import sys
from contextlib import contextmanager

from events import PantherEvent
from models import DataModel

SECONDS_PER_EVENT = 5


class OutOfTime(BaseException):
    """A rule did not come to an end."""


class Helpers(importlib.abc.MetaPathFinder):
    """Finds helper modules by the names under which rules import them."""

    def __init__(self, named):
        self._files = dict(one.split("=", 1) for one in named)

    def find_spec(self, fullname, path=None, target=None):
        file = self._files.get(fullname)
        return importlib.util.spec_from_file_location(fullname, file) if file else None


def load(file):
    """A fresh module from a file."""
    name = os.path.basename(file).removesuffix(".py") + "_loaded"
    spec = importlib.util.spec_from_file_location(name, file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def replace(module, replaced):
    """Sets names of a module: a function by one that returns the value, anything else by the value (or by what it is as
    JSON, if it is a text)."""
    for name, value in replaced.items():
        if callable(getattr(module, name, None)):
            setattr(module, name, constantly(value))
        else:
            setattr(module, name, read(value))


def read(value):
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value


def constantly(value):
    return lambda *_arguments, **_named: value


def data_model(model):
    """The data model of a request, or nothing."""
    if not model:
        return None
    module = load(model["file"]) if model["file"] else None
    methods = {name: getattr(module, function) for name, function in model["methods"].items()}
    return DataModel(model["paths"], methods)


@contextmanager
def time_limit():
    def stop(_signal, _frame):
        raise OutOfTime

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS_PER_EVENT)
    try:
        yield
    finally:
        signal.alarm(0)


def verdict(module, event, model):
    """What a rule says of one event."""
    try:
        with time_limit():
            answer = module.rule(PantherEvent(event, model))
    except (Exception, OutOfTime) as error:
        return type(error).__name__
    return answer if isinstance(answer, bool) else "not a bool"


def answer(request):
    """The answer to one request."""
    try:
        with time_limit():
            module = load(request["rule"])
            replace(module, request.get("replaced", {}))
            model = data_model(request.get("model"))
    except (Exception, SystemExit, OutOfTime) as error:
        return {"error": f"{type(error).__name__}: {error}", "verdicts": []}
    return {"error": None, "verdicts": [verdict(module, event, model) for event in request["events"]]}


def main():
    sys.dont_write_bytecode = True
    sys.meta_path.append(Helpers(sys.argv[1:]))
    answers = sys.stdout
    # What a rule prints is no answer.
    sys.stdout = sys.stderr
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), file=answers, flush=True)


if __name__ == "__main__":
    main()
