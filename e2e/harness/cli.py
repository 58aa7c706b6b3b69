"""The real AWS CLI, as a user calls it."""

import json
import os
import subprocess
import sys
from pathlib import Path

from .server import REGION

AWS = Path(sys.executable).parent / "aws"


class Failed(Exception):
    """The command ended with an error; `code` and `message` are AWS's when it was one of AWS's."""

    def __init__(self, command, exit_code, stderr):
        super().__init__(f"{' '.join(command)} ended with {exit_code}:\n{stderr}")
        self.exit_code = exit_code
        self.stderr = stderr.strip()


class Aws:
    """`aws("sagemaker", "list-models")` runs it against the server and gives the answer, parsed when it is JSON."""

    def __init__(self, server, folder, by_flag=False, secret="an example, not a secret"):
        """`by_flag` names the server in every command, otherwise the environment does."""
        self._folder = folder
        self._flags = ["--endpoint-url", server.url] if by_flag else []
        folder.mkdir(parents=True, exist_ok=True)
        home = folder / "home"
        home.mkdir(exist_ok=True)
        self._environment = {
            "PATH": os.environ.get("PATH", ""),
            "HOME": str(home),
            "AWS_ACCESS_KEY_ID": "AKIAEXAMPLEEXAMPLE00",
            "AWS_SECRET_ACCESS_KEY": secret,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_PAGER": "",
            "LC_ALL": "C.UTF-8",
        }
        if not by_flag:
            self._environment["AWS_ENDPOINT_URL"] = server.url

    def __call__(self, *words, timeout=120):
        command = [str(AWS), *(str(word) for word in words), *self._flags]
        ended = subprocess.run(
            command, env=self._environment, cwd=self._folder, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=timeout,
        )
        if ended.returncode != 0:
            raise Failed(command, ended.returncode, ended.stderr)
        try:
            return json.loads(ended.stdout)
        except json.JSONDecodeError:
            return ended.stdout

    def fails(self, *words, timeout=120):
        """Expects the command to fail and gives what it says."""
        try:
            answer = self(*words, timeout=timeout)
        except Failed as failed:
            return failed.stderr
        raise AssertionError(f"{' '.join(words)} did not fail but answered {answer}")

    def file(self, name, content):
        """A file in the folder in which commands run; gives its name, for `file://` and `fileb://`."""
        text = content if isinstance(content, str) else json.dumps(content)
        (self._folder / name).write_text(text)
        return name

    def read(self, name):
        return (self._folder / name).read_text()

    def read_json(self, name):
        return json.loads(self.read(name))
