#!/usr/bin/env python3
"""A model server that misbehaves on request: the body of an invocation says how. Standard library only."""

import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self._answer(200 if self.path == "/ping" else 404, b"")

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        word = body.decode(errors="replace").split(" ")[0]
        if word == "die":
            print("asked to die", file=sys.stderr, flush=True)
            os._exit(7)
        if word == "hang-up":
            self.close_connection = True
            return
        if word == "sleep":
            time.sleep(float(body.split()[1]))
        if word == "fail":
            self._answer(500, b"out of \"memory\"")
            return
        if word == "stream":
            self._stream(body.decode().split(" ")[1:])
            return
        self._answer(200, b"%d %d" % (os.getpid(), len(body)))

    def _stream(self, words):
        """One chunk a word; `@file` waits for that file, `!` breaks off."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for word in words:
            if word == "!":
                self.close_connection = True
                return
            if word.startswith("@"):
                while not os.path.exists(word[1:]):
                    time.sleep(0.01)
                continue
            self.wfile.write(b"%x\r\n%s\r\n" % (len(word.encode()), word.encode()))
        self.wfile.write(b"0\r\n\r\n")

    def _answer(self, status, body):
        self.send_response(status)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    assert sys.argv[1:] == ["serve"], sys.argv
    ThreadingHTTPServer(("127.0.0.1", int(os.environ["SAGEMAKER_BIND_TO_PORT"])), Handler).serve_forever()
