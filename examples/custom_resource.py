#!/usr/bin/env python3
"""A custom resource that Application Auto Scaling can scale: workers in a pool, which take a moment to come and go.

    python3 examples/custom_resource.py --port 8090 &
    aws --endpoint-url http://localhost:8080 application-autoscaling register-scalable-target \\
        --service-namespace custom-resource --scalable-dimension custom-resource:ResourceType:Property \\
        --resource-id http://localhost:8090/scalableTargetDimensions/workers --min-capacity 1 --max-capacity 10

Version 1 of the AWS CLI takes a URL in a flag for a file to read; `aws configure set cli_follow_urlparam false` stops that.

The contract, https://github.com/aws/aws-auto-scaling-custom-resource, is two calls: GET says how the resource stands,
PATCH {"desiredCapacity": n} changes it and says the same. Needs nothing but Python.
"""

import argparse
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PREFIX = "/scalableTargetDimensions/"
MOST_BODY_BYTES = 4096


class Pool:
    """Workers, of which one comes or goes per step until there are as many as desired."""

    def __init__(self, name: str, capacity: int, most: int, step_seconds: float):
        self.name = name
        self.most = most
        self.step_seconds = step_seconds
        self.actual = self.desired = capacity
        self.status = "Successful"
        self.failure = None
        self.version = 1
        self.lock = threading.Lock()

    def document(self) -> dict:
        with self.lock:
            document = {
                "scalableTargetDimensionId": self.name,
                "version": str(self.version),
                "resourceName": "WorkerPool",
                "dimensionName": "Workers",
                "actualCapacity": float(self.actual),
                "desiredCapacity": float(self.desired),
                "scalingStatus": self.status,
            }
            if self.failure:
                document["failureReason"] = self.failure
            return document

    def change(self, desired: int) -> None:
        with self.lock:
            self.version += 1
            self.desired = desired
            self.failure = None
            if desired > self.most:
                self.status, self.failure = "Failed", f"the pool has room for {self.most} workers"
                return
            self.status = "InProgress"
            version = self.version
        self.later(version)

    def later(self, version: int) -> None:
        timer = threading.Timer(self.step_seconds, self.step, [version])
        timer.daemon = True
        timer.start()

    def step(self, version: int) -> None:
        with self.lock:
            if version != self.version:
                return  # a newer change has taken over
            self.actual += (self.desired > self.actual) - (self.desired < self.actual)
            if self.actual == self.desired:
                self.status = "Successful"
                return
        self.later(version)


def handler(pool: Pool) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            if self.path == PREFIX + pool.name:
                self.answer(200, pool.document())
            else:
                self.answer(404, {"message": f"there is no {self.path}"})

        def do_PATCH(self):
            length = int(self.headers.get("Content-Length", 0))
            if length > MOST_BODY_BYTES:
                self.close_connection = True
                return self.answer(400, {"message": "the body is too long"})
            body = self.rfile.read(length)
            if self.path != PREFIX + pool.name:
                return self.answer(404, {"message": f"there is no {self.path}"})
            try:
                desired = float(json.loads(body)["desiredCapacity"])
                if not (desired >= 0 and desired == int(desired)):
                    raise ValueError("desiredCapacity must be a whole number")
            except (ValueError, TypeError, KeyError, OverflowError) as error:
                return self.answer(400, {"message": f"not understood: {error}"})
            pool.change(int(desired))
            self.answer(200, pool.document())

        def answer(self, status: int, document: dict):
            body = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=8090, help="0 takes any that is free")
    parser.add_argument("--name", default="workers")
    parser.add_argument("--capacity", type=int, default=1, help="workers at the start")
    parser.add_argument("--most", type=int, default=100, help="more than this fail")
    parser.add_argument("--step-seconds", type=float, default=1.0, help="time for one worker to come or go")
    options = parser.parse_args()
    pool = Pool(options.name, options.capacity, options.most, options.step_seconds)
    server = ThreadingHTTPServer(("127.0.0.1", options.port), handler(pool))
    print(f"http://127.0.0.1:{server.server_port}{PREFIX}{options.name}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
