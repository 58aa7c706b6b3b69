"""Finds processes that belong to a folder, so that a test can tell that none outlives its server."""

import os
from pathlib import Path


def processes_of(folder):
    """Every process that names `folder` in its command line or environment or works in it: pid -> command line.

    The server is started with TMPDIR inside the folder, a variable that copies inherit; so this finds copies by
    other means than the fleet's own mark.
    """
    mark = os.fsencode(str(folder))
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            command = (entry / "cmdline").read_bytes()
            belongs = mark in command or mark in (entry / "environ").read_bytes()
            belongs = belongs or mark in os.fsencode(os.readlink(entry / "cwd"))
        except OSError:
            continue  # Gone meanwhile, or not ours to look at.
        if belongs:
            found[int(entry.name)] = command.replace(b"\0", b" ").decode(errors="replace").strip()
    return found


def models_of(folder):
    """The sample models among them."""
    return {pid: line for pid, line in processes_of(folder).items() if "sample-model" in line}
