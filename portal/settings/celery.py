"""Celery: at-least-once delivery of nudges; the guarantee is in PostgreSQL (docs/adr/0001)."""

from portal.settings.env import env

REDIS_URL = env.str("REDIS_URL", default="")


class Queues:
    """Every queue has a worker: a test compares this class with the command that starts the workers."""

    DEFAULT = "default"
    ALL = (DEFAULT,)


_VISIBILITY_TIMEOUT = 600
_SOCKET_TIMEOUT = 3

CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": _VISIBILITY_TIMEOUT,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_timeout": _SOCKET_TIMEOUT,
    "socket_connect_timeout": _SOCKET_TIMEOUT,
    "socket_keepalive": True,
    "max_retries": 1,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_DEFAULT_QUEUE = Queues.DEFAULT
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Beat writes down what it sent after each task: an old file means a hanging beat.
CELERY_BEAT_SYNC_EVERY = 1
CELERY_TIMEZONE = "Europe/Moscow"
CELERY_BEAT_SCHEDULE = {
    "dispatch-events": {"task": "portal.events.tasks.dispatch_events", "schedule": 5.0},
    "deliver-messages": {"task": "portal.notifications.tasks.deliver_messages", "schedule": 10.0},
    "run-jobs": {"task": "portal.jobs.tasks.run_jobs", "schedule": 5.0},
    "deliver-webhooks": {"task": "employment.webhooks.tasks.deliver_webhooks", "schedule": 10.0},
    "look-at-watches": {"task": "employment.watch.tasks.look_at_watches", "schedule": 600.0},
    "announce-overdue-disputes": {"task": "employment.disputes.tasks.announce_overdue_disputes", "schedule": 60.0},
    "sweep-batches": {"task": "employment.batches.tasks.sweep_batches", "schedule": 3600.0},
    "heartbeat": {"task": "portal.runtime.tasks.heartbeat", "schedule": 10.0},
    "close-days-at-the-counter": {"task": "appointments.board.tasks.close_days", "schedule": 600.0},
    "announce-overdue-cases": {"task": "cases.tasks.announce_overdue_cases", "schedule": 60.0},
    "remind-of-contract-notices": {"task": "patents.tasks.remind_of_contract_notices", "schedule": 3600.0},
    "remind-of-duties": {"task": "permits.status.tasks.remind_of_duties", "schedule": 600.0},
    "expire-holds": {"task": "appointments.tasks.expire_holds_over", "schedule": 30.0},
    "remind-of-visits": {"task": "appointments.tasks.remind_of_visits", "schedule": 300.0},
    "note-days-to-first-free": {"task": "appointments.load.tasks.note_days_to_first_free", "schedule": 1800.0},
    "make-places-ahead": {"task": "appointments.planning.tasks.make_places_ahead", "schedule": 600.0},
    "warn-holders-of-patents": {"task": "patents.tasks.warn_holders", "schedule": 600.0},
    "count-waiting-money": {"task": "patents.tasks.count_waiting_money", "schedule": 600.0},
    "refresh-revocations": {"task": "portal.signing.tasks.refresh_revocations", "schedule": 3600.0},
    "recall-cards": {"task": "patents.card.tasks.recall_cards", "schedule": 600.0},
    "build-status-lists": {"task": "portal.codes.tasks.build_status_lists", "schedule": 20.0},
    "renew-interim-certificates": {"task": "permits.interim.tasks.renew_interim_certificates", "schedule": 3600.0},
    "tend-draws": {"task": "appointments.draws.tasks.tend", "schedule": 30.0},
    "tend-waiting-list": {"task": "appointments.waiting.tasks.tend_waiting_list", "schedule": 60.0},
    "sweep-files": {"task": "profiles.tasks.sweep_files", "schedule": 3600.0},
    "end-guardianships": {"task": "profiles.tasks.end_guardianships", "schedule": 3600.0},
    "sweep-questions": {"task": "patents.tasks.sweep_questions", "schedule": 3600.0},
    "sweep-questions-about-permits": {"task": "permits.proof.tasks.sweep_questions", "schedule": 3600.0},
    "sweep-expired-rows": {"task": "portal.edge.tasks.sweep_expired_rows", "schedule": 600.0},
}
