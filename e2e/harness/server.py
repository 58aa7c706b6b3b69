"""One `ebb serve` with a data folder of its own, on a port of its own."""

import os
import re
import signal
import subprocess
import urllib.request
import json

from .leftovers import processes_of
from .waiting import Seen, wait_until

START_WITHIN = 30
STOP_WITHIN = 60
ACCOUNT = "000000000000"
REGION = "us-east-1"
# What a healthy run never logs. ANSI is off, so levels stand as plain words.
ALARMING = re.compile(r"panicked at|^\S+ +ERROR |RUST_BACKTRACE", re.MULTILINE)


class Server:
    def __init__(self, ebb, folder, *, speed=1, fleet="process", cold=None, config=None):
        self.folder = folder
        self.data_dir = folder / "data"
        self.speed = speed
        self.log = folder / "server.log"
        self.out = folder / "server.out"
        self.url = None
        self.process = None
        self._command = [
            str(ebb), "serve", "--listen", "127.0.0.1:0", "--data-dir", str(self.data_dir),
            "--speed", str(speed), "--fleet", fleet,
        ]
        if cold:
            self._command += ["--cold", cold]
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "tmp").mkdir(exist_ok=True)
        settings = folder / "ebb.toml"
        settings.write_text(config or "")
        self._command += ["--config", str(settings)]

    def start(self):
        assert self.process is None, "it runs already"
        environment = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        environment |= {
            "HOME": str(self.folder), "TMPDIR": str(self.folder / "tmp"), "NO_COLOR": "1", "RUST_BACKTRACE": "1",
        }
        with open(self.out, "wb") as out, open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                self._command, stdin=subprocess.DEVNULL, stdout=out, stderr=log, cwd=self.folder, env=environment,
                start_new_session=True,
            )
        self.url = wait_until(self._address, START_WITHIN, "the server listens", every=0.02)
        return self

    def _address(self):
        line = re.search(r"listening on (http://\S+)", self.out.read_text(errors="replace"))
        if line:
            return line[1]
        assert self.process.poll() is None, f"the server ended at once:\n{self.log_text()}"
        return Seen(self.out.read_text(errors="replace"))

    def stop(self):
        """Stops it as an operator would; it has to end by itself, with success, and take everything along."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"the server did not stop within {STOP_WITHIN} s") from None
        finally:
            self.process = None
        assert code == 0, f"the server ended with {code}"
        self.assert_nothing_left()

    def kill(self):
        """`kill -9`."""
        self.process.kill()
        self.process.wait()
        self.process = None

    def assert_nothing_left(self):
        def gone():
            left = processes_of(self.folder)
            return Seen(left) if left else True

        wait_until(gone, 10, "no process of the server is left")

    def alive(self):
        return self.process is not None and self.process.poll() is None

    def get(self, page):
        with urllib.request.urlopen(f"{self.url}/_ebb/{page}", timeout=30) as answer:
            return answer.read().decode()

    def status(self):
        return json.loads(self.get("status"))

    def log_text(self):
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def alarming(self):
        """Lines of the log that a healthy server never writes."""
        text = self.log_text()
        return [text[max(0, hit.start() - 200):hit.end() + 600] for hit in ALARMING.finditer(text)]
