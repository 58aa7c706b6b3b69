"""Steady load on an endpoint, from threads, with every answer checked."""

import json
import threading
import time

TEXT = "The quick brown fox jumps over the lazy dog while the band plays on."


def body(text=TEXT, repeat=1):
    return json.dumps({"text": text, "repeat": repeat})


class Load:
    """`with Load(invoke, per_second=20):` calls `invoke()` at about that rate until the block ends.

    An exception of a call ends the load and is raised at the end of the block: not one request may be lost.
    """

    def __init__(self, invoke, per_second, threads=4):
        self._invoke = invoke
        self._pause = threads / per_second
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._run, args=(n * self._pause / threads,)) for n in range(threads)]
        self._lock = threading.Lock()
        self.answered = 0
        self.failures = []

    def _run(self, delay):
        due = time.monotonic() + delay
        while not self._over.wait(max(0.0, due - time.monotonic())):
            try:
                self._invoke()
            except Exception as error:
                with self._lock:
                    self.failures.append(error)
                return
            with self._lock:
                self.answered += 1
            # A slow answer does not make a burst afterwards.
            due = max(due + self._pause, time.monotonic())

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind, value, trace):
        self._over.set()
        for thread in self._threads:
            thread.join()
        if kind is None:
            assert not self.failures, f"{len(self.failures)} of the load's threads failed: {self.failures[0]!r}"
            assert self.answered > 0, "the load got no answer at all"
