"""An invented employer, confirmed, with a colleague, a consent and two checks."""

import uuid

from django.conf import settings

from employment.models import Organisation
from employment.services import apply_for_organisation, check_by_code, check_by_number, confirm, give_consent
from employment.services.members import accept_invitation, invite
from employment.services.organisations import OrganisationData
from patents.models import Patent
from portal import clock
from portal.accounts.models import User
from portal.events.actor import Actor

OWNER, COLLEAGUE, OFFICER, WORKER = (f"{name}@demo.example" for name in ("employer", "aibek", "ivanova", "dilnoza"))
DATA = OrganisationData(
    kind="company", inn="7707083893", kpp="770701001", ogrn="1027700132195", name="ООО «Пример-Строй»",
    address="Москва, Примерная ул., 20", phone="+74950000020",
)  # fmt: skip


def make_demo() -> None:
    """Running it again changes nothing. Raises outside demo mode."""
    if not settings.DEMO:
        raise RuntimeError("demo employers belong to the demo only")
    people = {user.email: user for user in User.objects.filter(email__in=[OWNER, COLLEAGUE, OFFICER, WORKER])}
    if len(people) < 4 or Organisation.objects.filter(members__user=people[OWNER]).exists():
        return
    owner = Actor("demo", people[OWNER].pk)
    made = apply_for_organisation(data=DATA, submission_key=uuid.uuid4(), actor=owner)
    confirm(organisation_id=made.pk, actor=Actor("officer", people[OFFICER].pk))
    _invitation, token = invite(organisation_id=made.pk, email=COLLEAGUE, role="hr", actor=owner)
    accept_invitation(token=token, actor=Actor("demo", people[COLLEAGUE].pk))
    _ask(made, people[WORKER], owner)


def _ask(organisation: Organisation, worker: User, owner: Actor) -> None:
    patent = Patent.objects.filter(person__user=worker).select_related("person").first()
    if patent is None:
        return
    today = clock.today()
    check_by_number(organisation_id=organisation.pk, actor=owner, series=patent.series, number=patent.number, submission_key=uuid.uuid4())
    _consent, code = give_consent(
        patent_id=patent.pk, inn=DATA.inn, purpose="hiring", ends_on=today, submission_key=uuid.uuid4(),
        actor=Actor("demo", worker.pk), on=today,
    )  # fmt: skip
    if patent.person.birth_date:
        check_by_code(
            organisation_id=organisation.pk,
            actor=owner,
            code=code,
            birth_date=patent.person.birth_date,
            submission_key=uuid.uuid4(),
            on=today,
        )
