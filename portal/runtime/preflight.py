"""What is checked before anything is started, so that the reason of a failure is a sentence and not a traceback."""

import errno
import shutil
import socket
import time
from pathlib import Path

from portal.runtime.errors import CannotStart

_NEEDED_MEGABYTES = 500
_PORT_SECONDS = 5


def check_disk(folder: Path) -> None:
    """Less than 500 MB cannot hold the database's first files, the log ahead of them and the demo world."""
    free = shutil.disk_usage(folder).free // 1024**2
    if free < _NEEDED_MEGABYTES:
        raise CannotStart(
            f"The disk is full: {folder} has {free} MB left and at least {_NEEDED_MEGABYTES} MB are needed. "
            "Free some space or set VAR_DIR to a folder on another disk."
        )


def check_port(host: str, port: int) -> None:
    """The web server's port is free. One that is just being given back by a killed server is waited for."""
    deadline = time.monotonic() + _PORT_SECONDS
    while (problem := _why_not(host, port)) == errno.EADDRINUSE and time.monotonic() < deadline:
        time.sleep(0.25)
    if problem == errno.EADDRINUSE:
        raise CannotStart(f"Port {port} is taken by another program. Stop that program or choose another port: make run PORT={port + 1}")
    if problem == errno.EACCES:
        raise CannotStart(f"Port {port} needs the rights of root. Choose one above 1023: make run PORT=8000")
    if problem is not None:
        name = errno.errorcode.get(problem, str(problem))
        raise CannotStart(f"Cannot listen on {host}:{port} ({name}). Set BIND_HOST and PORT to an address of this machine.")


def _why_not(host: str, port: int) -> int | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error.errno or errno.EADDRNOTAVAIL
    return None
