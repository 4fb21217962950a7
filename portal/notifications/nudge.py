"""The nudge makes delivery fast; the worker's own rounds make it certain."""

from portal.events.nudge import nudge


def nudge_delivery() -> None:
    from portal.notifications.tasks import deliver_messages

    nudge(deliver_messages)
