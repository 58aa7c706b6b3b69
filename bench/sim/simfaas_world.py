"""SimFaaS's own world at the same rates: 32 requests a second of 100 ms each, a copy for each request at a time."""

import importlib.metadata
import json
import sys
import time

from simfaas.ServerlessSimulator import ServerlessSimulator

REQUESTS = int(sys.argv[1])


def main():
    simulator = ServerlessSimulator(
        arrival_rate=32.0,
        warm_service_rate=10.0,
        cold_service_rate=1.0 / 30.0,
        expiration_threshold=600,
        max_time=REQUESTS / 32.0,
    )
    began = time.process_time()
    simulator.generate_trace(debug_print=False, progress=False)
    seconds = time.process_time() - began
    requests = simulator.total_req_count
    print(
        json.dumps(
            {
                "requests": requests,
                "seconds": seconds,
                "per_second": requests / seconds,
                "version": importlib.metadata.version("simfaas"),
            }
        )
    )


main()
