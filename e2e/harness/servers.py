"""The servers of one test."""

from .server import Server


class Servers:
    """Starts servers for one test."""

    def __init__(self, ebb, folder):
        self._ebb = ebb
        self._folder = folder
        self.started = []

    def __call__(self, **options):
        """A running server; `speed`, `fleet`, `cold` and `config` as `Server` takes them."""
        return self.prepare(**options).start()

    def prepare(self, **options):
        server = Server(self._ebb, self._folder / f"server-{len(self.started)}", **options)
        self.started.append(server)
        return server

    def stop(self):
        """Stops all; the log of none may tell of a panic or an error."""
        problems = []
        for server in self.started:
            try:
                server.stop()
            except AssertionError as error:
                problems.append(f"{server.folder.name}: {error}")
            problems += [f"{server.folder.name} logged: {line}" for line in server.alarming()]
        assert not problems, "\n".join(problems)

    def kill(self):
        for server in self.started:
            if server.alive():
                server.kill()
