"""Asks the web server whether the portal can work."""

import json
import urllib.error
import urllib.request

# The portal's own address is asked, never a proxy of the environment.
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def missing_parts(url: str) -> dict[str, str]:
    """What /readyz at `url` names as missing; empty when the portal is ready."""
    try:
        with _direct.open(f"{url}/readyz", timeout=10):
            return {}
    except urllib.error.HTTPError as error:
        return _parts(error.read())
    except OSError:
        return {"web": "no answer"}


def _parts(body: bytes) -> dict[str, str]:
    try:
        return dict(json.loads(body)["missing"])
    except (ValueError, KeyError, TypeError):
        return {"web": "an error"}
