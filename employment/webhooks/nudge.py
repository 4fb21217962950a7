from portal.events.nudge import nudge


def nudge_webhooks() -> None:
    """Ask a worker to send now; beat asks every few seconds anyway."""
    from employment.webhooks.tasks import deliver_webhooks

    nudge(deliver_webhooks)
