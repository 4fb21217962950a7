"""PostgreSQL refuses to run as root. Two ways round, the first one that works is taken.

1. A user namespace in which root is called 1000: data stays in the state folder, no new user is needed.
2. Where the system forbids that (Docker's default profile does): a copy of PostgreSQL and its data under
   /var/lib/portal, run as `nobody`.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from portal.runtime import addresses
from portal.runtime.folders import private_folder

_NAMESPACE = ("unshare", "-U", "--map-user=1000", "--map-group=1000", "--")
_COPIES = Path("/var/lib/portal")


@dataclass(frozen=True)
class PostgresHome:
    """Which programs run, on which data, as whom. `prefix` comes before each command."""

    install: Path
    data: Path
    prefix: tuple[str, ...] = ()
    as_user: tuple[int, int] | None = None

    @property
    def owner(self) -> int:
        return self.as_user[0] if self.as_user else os.getuid()

    def discard(self) -> None:
        """Remove the data, and the folder made for it outside the state folder."""
        shutil.rmtree(self.data.parent if self.as_user else self.data, ignore_errors=True)


def postgres_home(install: Path, var: Path) -> PostgresHome:
    """Where PostgreSQL lives for the user who starts the portal."""
    if os.getuid() != 0:
        return PostgresHome(install, var / "postgres")
    if namespaces_allowed():
        return PostgresHome(install, var / "postgres", prefix=_NAMESPACE)
    return _home_of_nobody(install, var)


def namespaces_allowed() -> bool:
    try:
        return subprocess.run([*_NAMESPACE, "true"], capture_output=True, timeout=10, check=False).returncode == 0  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return False


def _home_of_nobody(install: Path, var: Path) -> PostgresHome:
    """The folder's name is a secret kept in the state folder: deleting that folder gives a clean start here too."""
    nobody = pwd.getpwnam("nobody")
    user = (nobody.pw_uid, nobody.pw_gid)
    _COPIES.mkdir(mode=0o755, parents=True, exist_ok=True)
    state = private_folder(_COPIES / f"state-{addresses.secret('postgres_state', var).rstrip('=')}", owner=user[0])
    return PostgresHome(_copy_of(install), state / "data", as_user=user)


def _copy_of(install: Path) -> Path:
    """A copy of the programs that everybody may run. The loader looks for the wheel's `.libs` beside its package."""
    package = install.parent
    copy = _COPIES / f"postgres-{version(package.name.replace('_', '-'))}"
    if not copy.exists():
        draft = Path(tempfile.mkdtemp(prefix="draft-", dir=_COPIES))
        draft.chmod(0o755)
        shutil.copytree(install, draft / package.name / install.name, symlinks=True)
        shutil.copytree(package.with_name(f"{package.name}.libs"), draft / f"{package.name}.libs", symlinks=True)
        try:
            draft.rename(copy)  # a half copy never gets the name
        except OSError:  # another start was first
            shutil.rmtree(draft)
    return copy / package.name / install.name
