"""The queue that `ebb-sim` simulates, in SimPy: Poisson arrivals, four slots, exponential work of 100 ms, 32 a second."""

import importlib.metadata
import json
import random
import sys
import time

import simpy

REQUESTS = int(sys.argv[1])


def main():
    draw = random.Random(1)
    world = simpy.Environment()
    slots = simpy.Resource(world, capacity=4)
    waits = []

    def request():
        came = world.now
        with slots.request() as turn:
            yield turn
            waits.append(world.now - came)
            yield world.timeout(draw.expovariate(10.0))

    def arrivals():
        for _ in range(REQUESTS):
            yield world.timeout(draw.expovariate(32.0))
            world.process(request())

    world.process(arrivals())
    began = time.process_time()
    world.run()
    seconds = time.process_time() - began
    print(
        json.dumps(
            {
                "requests": len(waits),
                "seconds": seconds,
                "per_second": len(waits) / seconds,
                "mean_wait_ms": sum(waits) / len(waits) * 1e3,
                "version": importlib.metadata.version("simpy"),
            }
        )
    )


main()
