"""Waiting for a condition, never for a time."""

import json
import time


def wait_until(predicate, timeout, what, every=0.1):
    """Returns the first truthy value of `predicate`; fails with the last value after `timeout` seconds."""
    deadline = time.monotonic() + timeout
    while True:
        value = predicate()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {timeout} s: {what}; last seen: {_short(value)}")
        time.sleep(every)


class Seen:
    """A falsy value that still tells what was seen, for predicates: `return Seen(status)`."""

    def __init__(self, value):
        self.value = value

    def __bool__(self):
        return False


def _short(value):
    if isinstance(value, Seen):
        value = value.value
    text = json.dumps(value, default=str)
    return text if len(text) <= 2000 else text[:2000] + "..."
