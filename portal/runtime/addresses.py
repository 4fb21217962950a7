"""Where the embedded services listen and where their secrets are kept. Standard library only: settings import it."""

import base64
import hashlib
import os
import secrets
from pathlib import Path
from urllib.parse import quote

APP_ROLE = "portal_app"
OWNER_ROLE = "portal_owner"
SUPERUSER = "postgres"
DATABASE = "portal"
BASE_DIR = Path(__file__).resolve().parents[2]


def var_dir() -> Path:
    """The folder that holds all state of the embedded mode."""
    return Path(os.environ.get("VAR_DIR") or BASE_DIR / "var").resolve()


def socket_dir(var: Path | None = None) -> Path:
    """A short private folder for sockets: their paths may not pass 107 bytes, whatever the checkout's path is.

    It depends on nothing but the user and the state folder, so that every shell finds it
    (XDG_RUNTIME_DIR is absent under cron and sudo, and its folder goes when the user logs out).
    """
    digest = hashlib.sha256(str(var or var_dir()).encode()).hexdigest()[:8]
    return Path("/tmp") / f"portal-{os.getuid()}-{digest}"  # noqa: S108 (0700, owner checked before use)


def database_url(role: str, var: Path | None = None) -> str:
    return f"postgres://{role}@/{socket_dir(var)}/{DATABASE}"


def redis_url(var: Path | None = None) -> str:
    return f"redis+socket://{quote(str(socket_dir(var) / 'redis.sock'))}?virtual_host=0"


def secret(name: str, var: Path | None = None) -> str:
    """A random secret of the embedded mode, made on first use and kept in `var/secrets/` (0600).

    The file appears whole or not at all: several processes may ask for the first time at once.
    """
    path = (var or var_dir()) / "secrets" / name
    if not path.exists():
        _create_once(path, base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())
    return path.read_text(encoding="ascii")


def _create_once(path: Path, value: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(value)
    try:
        os.link(draft, path)  # refuses when another process was first
    except FileExistsError:
        pass
    finally:
        draft.unlink()
