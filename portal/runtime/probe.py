"""For health checks in containers: `python -m portal.runtime.probe /healthz` ends with 0 when the page answers 200.

It asks as the proxy does, so that neither the host list nor the redirect to HTTPS answers in place of the page.
"""

import http.client
import os
import sys


def probe(path: str, port: int, host_header: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
    try:
        connection.request("GET", path, headers={"Host": host_header, "X-Forwarded-Proto": "https"})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    first_host = os.environ.get("ALLOWED_HOSTS", "127.0.0.1").split(",")[0]
    sys.exit(not probe(sys.argv[1], int(os.environ.get("PORT", "8000")), first_host))
