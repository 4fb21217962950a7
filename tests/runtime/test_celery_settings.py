"""Rule 6: what the broker loses, the database still knows, and nothing hangs."""

from celery import current_app
from django.conf import settings

from portal.runtime import processes
from portal.settings.celery import Queues


def test_a_task_is_acknowledged_after_it_ran_and_comes_back_when_its_process_dies():
    assert settings.CELERY_TASK_ACKS_LATE
    assert settings.CELERY_TASK_REJECT_ON_WORKER_LOST


def test_a_worker_holds_one_task_at_a_time():
    assert settings.CELERY_WORKER_PREFETCH_MULTIPLIER == 1


def test_a_task_is_stopped_before_the_broker_gives_it_to_another_worker():
    visible_again = settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]
    assert settings.CELERY_TASK_SOFT_TIME_LIMIT < settings.CELERY_TASK_TIME_LIMIT < visible_again


def test_lost_tasks_are_looked_for_every_few_seconds():
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    assert (options["unacked_restore_interval"], options["unacked_restore_throttle"]) == (5, 1)


def test_a_frozen_broker_is_given_up_after_three_seconds():
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    assert (options["socket_timeout"], options["socket_connect_timeout"]) == (3, 3)
    assert not settings.CELERY_TASK_PUBLISH_RETRY


def test_messages_are_json_only_and_no_result_is_kept():
    assert (settings.CELERY_TASK_SERIALIZER, settings.CELERY_ACCEPT_CONTENT) == ("json", ["json"])
    assert settings.CELERY_TASK_IGNORE_RESULT
    assert not getattr(settings, "CELERY_RESULT_BACKEND", None)


def test_every_queue_has_a_worker():
    command = processes.worker()
    assert set(command[command.index("--queues") + 1].split(",")) == set(Queues.ALL)
    named = {value for name, value in vars(Queues).items() if name.isupper() and isinstance(value, str)}
    assert named == set(Queues.ALL)


def test_every_task_goes_to_a_queue_that_exists():
    current_app.loader.import_default_modules()
    tasks = {name: task for name, task in current_app.tasks.items() if not name.startswith("celery.")}
    assert "portal.runtime.tasks.heartbeat" in tasks
    assert {getattr(task, "queue", None) or settings.CELERY_TASK_DEFAULT_QUEUE for task in tasks.values()} <= set(Queues.ALL)


def test_every_scheduled_job_is_a_task_that_exists():
    current_app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert scheduled <= set(current_app.tasks)


def test_a_changed_patent_is_in_the_status_lists_within_a_minute():
    (entry,) = [one for one in settings.CELERY_BEAT_SCHEDULE.values() if one["task"] == "portal.codes.tasks.build_status_lists"]
    assert entry["schedule"] <= 30  # the turn it has just missed, and the time that building takes
