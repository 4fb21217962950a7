"""The embedded Redis. It carries nudges only, so it keeps nothing on disk: losing it loses no work."""

import signal
import time
from pathlib import Path

import redis

from portal.runtime import addresses
from portal.runtime.binaries import redis_server
from portal.runtime.children import Child
from portal.runtime.errors import CannotStart

_LONGEST_SOCKET_PATH = 107  # Redis cuts a longer one without a word
_START_SECONDS = 20


class EmbeddedRedis:
    """A server on a socket in the private folder. The caller holds the lock: a second server would steal the socket."""

    def __init__(self, var: Path) -> None:
        self.socket = addresses.socket_dir(var) / "redis.sock"
        if len(str(self.socket).encode()) > _LONGEST_SOCKET_PATH:
            raise CannotStart(f"The socket path {self.socket} is too long.")
        (var / "redis").mkdir(mode=0o700, exist_ok=True)
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(var / "redis"),
            "save": "",
            "appendonly": "no",
            "daemonize": "no",
        }
        self.child = Child(
            name="redis",
            argv=[str(redis_server()), *(word for name, value in options.items() for word in (f"--{name}", value))],
            log=var / "logs" / "redis.log",
            stop_signal=signal.SIGTERM,
            orphan_signal=signal.SIGTERM,
            cwd=Path("/"),
        )

    def start(self) -> None:
        self.child.start()
        client = redis.Redis(unix_socket_path=str(self.socket), socket_timeout=3, socket_connect_timeout=3)
        deadline = time.monotonic() + _START_SECONDS
        while self.child.running and time.monotonic() < deadline:
            try:
                client.ping()
            except redis.ConnectionError:
                time.sleep(0.05)
            else:
                return client.close()
        raise CannotStart(f"Redis did not start. The end of {self.child.log}:\n{self.child.last_words()}")
