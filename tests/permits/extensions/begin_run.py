"""An approved order over permits of one person is begun to be applied; prints the order's key.

`python -m tests.permits.extensions.begin_run YEAR HOW_MANY`: permits that end in that year."""

import sys
from datetime import date


def main(year: int, how_many: int) -> None:
    import django

    django.setup()
    from permits.extensions import services
    from permits.extensions.models import OrderRun
    from permits.extensions.services.locking import content_hash
    from permits.models import Permit
    from portal import clock
    from portal.events.actor import Actor
    from tests.factories import make_applicant, make_user
    from tests.permits.extensions.documents import make_order

    # One supervisor and one holder to each year: the keys of the factories begin anew in every process.
    def user(role: str) -> object:
        return make_user(role, email=f"{role or 'holder'}.{year}@test.example")

    person, told = make_applicant(user("")), {"kind": "temporary_residence", "citizenship": "TJ", "region": "77"}
    days = {"issued_on": date(2025, 3, 1), "valid_until_stated": date(year, 3, 1), "valid_until": date(year, 3, 1)}
    Permit.objects.bulk_create(Permit(person=person, series="77", number=f"{year}{n:06}", **told, **days) for n in range(how_many))
    window = {"number": f"T-{year}", "window_from": date(year, 1, 1), "window_to": date(year, 12, 31)}
    author, second = user("supervisor"), make_user("supervisor", email=f"second.{year}@test.example")
    order = make_order("draft", drafted_by=author, **window)
    order.content_hash, order.approved_by_id, order.approved_at = content_hash(order), second.pk, clock.now()
    for status in ("dry_run", "ready", "approved"):
        order.status = status
        if status != "approved":
            type(order).objects.filter(pk=order.pk).update(status=status)
    order.save()
    services.begin_applying(order_id=order.pk, actor=Actor("officer", author.pk), on=clock.today())
    OrderRun.objects.filter(order=order).update(step=2)
    sys.stdout.write(f"{order.pk}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
