"""A worker that makes the cards of due batches on the test database, started by `python -m tests.patents.card.worker`.

The law of the test database is shared by all tests, so the agreement of the region is told to this process alone."""

import os
from datetime import date
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")


def a_card_everywhere(region: str, *, on: date) -> Any:
    from patents.rules.carrier import carrier
    from portal.legal import services as legal

    return carrier(legal.text("patents.card_blank_series", on=on))


def main() -> None:
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = os.environ["WORKER_DB"]
    settings.STORAGES["default"]["OPTIONS"]["location"] = os.environ["WORKER_FILES"]
    django.setup()
    from patents.card import jobs, services
    from portal.jobs.services import run_due_jobs

    assert jobs.KIND
    services.carrier_of = a_card_everywhere
    while run_due_jobs():
        pass


if __name__ == "__main__":
    main()
