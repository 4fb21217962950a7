"""The web server. Access is not logged: addresses of pages may say whose they are; /metrics counts requests."""

import gc
import os
import resource
from pathlib import Path
from typing import Any

from prometheus_client import multiprocess

from portal.runtime.children import die_with_parent

bind = f"{os.environ.get('BIND_HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "portal.runtime.web_worker.CrowdWorker"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
# Most of a request's time is waiting for the database; those that wait together share a commit (portal.edge.group_commit).
threads = 8
# Who comes when places open waits for an answer here, not for a second try of her telephone: 10,000 connections together, as many in
# each as the system lets a process open, and behind them the kernel's own queue, which it cuts to its `somaxconn`.
_SOFT, _MOST = resource.getrlimit(resource.RLIMIT_NOFILE)
_FILES = min(_MOST if _MOST != resource.RLIM_INFINITY else 65_536, 65_536)
resource.setrlimit(resource.RLIMIT_NOFILE, (max(_SOFT, _FILES), _MOST))
worker_connections = max(64, min(10_000 // workers, _FILES - 512))
backlog = 65_535
preload_app = True
timeout = 60
graceful_timeout = 30
errorlog = "-"
accesslog = None
control_socket_disable = True
if Path("/dev/shm").is_dir():  # noqa: S108 (gunicorn makes an unlinked file there: a slow disk does not look like a hung worker)
    worker_tmp_dir = "/dev/shm"  # noqa: S108


def post_fork(server: Any, worker: Any) -> None:
    """A worker whose master was killed would hold the port and so keep the next one from starting."""
    die_with_parent()
    gc.freeze()  # what was loaded before the fork stays for good: nobody need look through it for garbage


def child_exit(server: Any, worker: Any) -> None:
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
