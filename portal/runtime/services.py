"""PostgreSQL and Redis for one state folder: embedded ones, unless the environment names others."""

import os
from pathlib import Path

from portal.runtime import addresses
from portal.runtime.children import Child
from portal.runtime.folders import private_folder
from portal.runtime.postgres import EmbeddedPostgres
from portal.runtime.redis_server import EmbeddedRedis

_STOP_SECONDS = 30


class Services:
    """Start both, know their addresses, stop both. The caller holds the state folder's lock."""

    def __init__(self, var: Path, *, throwaway: bool = False) -> None:
        self.var = var
        self.postgres = None if os.environ.get("DATABASE_URL") else EmbeddedPostgres(var, throwaway=throwaway)
        if self.postgres is None:
            private_folder(addresses.socket_dir(var))
        self.redis = None if os.environ.get("REDIS_URL") else EmbeddedRedis(var)

    @property
    def children(self) -> list[Child]:
        return [service.child for service in (self.redis, self.postgres) if service]

    def start(self) -> None:
        for service in (self.postgres, self.redis):
            if service:
                service.start()

    def stop(self) -> None:
        """Orderly, then by force. Redis first: nobody writes to PostgreSQL because of a nudge any more."""
        for child in self.children:
            child.ask_to_stop()
        for child in self.children:
            child.wait(_STOP_SECONDS)
            child.kill_group()

    def discard(self) -> None:
        """Remove what the stopped services keep outside the state folder; a throwaway database goes with it."""
        if self.postgres:
            self.postgres.home.discard()

    def environment(self) -> dict[str, str]:
        """What a process needs to use these services, besides what its environment already says."""
        found = {"VAR_DIR": str(self.var)}
        if self.postgres:
            found["DATABASE_URL"] = addresses.database_url(addresses.APP_ROLE, self.var)
            found["DATABASE_OWNER_URL"] = addresses.database_url(addresses.OWNER_ROLE, self.var)
        if self.redis:
            found["REDIS_URL"] = addresses.redis_url(self.var)
        return found
