"""Invented employers: one that is confirmed, with a colleague, a consent, checks, a list, a watch, a dispute and an address for
notices; and one that waits for an officer with its paper."""

import io
import uuid
from datetime import timedelta

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from employment.batches.services import start_batch, upload_batch
from employment.disputes.services import open_dispute
from employment.models import Organisation, PatentCheck
from employment.services import (
    accept_invitation,
    add_proof,
    apply_for_organisation,
    check_by_code,
    check_by_number,
    confirm,
    give_consent,
    invite,
)
from employment.services.organisations import OrganisationData
from employment.watch.services import begin_watch
from employment.webhooks.services import add_endpoint
from patents.excerpt import Excerpt, own_excerpts
from portal import clock
from portal.accounts.models import User
from portal.events.actor import Actor
from portal.pdf import Sheet

OWNER, COLLEAGUE, OFFICER, WORKER = (f"{name}@demo.example" for name in ("employer", "aibek", "ivanova", "dilnoza"))
COMPANY = OrganisationData(
    kind="company", inn="7707083893", kpp="770701001", ogrn="1027700132195", name="ООО «Пример-Строй»",
    address="Москва, Примерная ул., 20", phone="+74950000020",
)  # fmt: skip
SOLE_TRADER = OrganisationData(
    kind="sole_trader", inn="500100732259", ogrn="304500116000157", name="ИП Примерова Анна Петровна",
    address="Московская область, Примерск, Садовая ул., 3", phone="+74950000021",
)  # fmt: skip
NOBODY_LISTENS = "http://127.0.0.1:9/notices"  # every notice is tried and refused at once: the page shows how that looks
CONSENT_LASTS = timedelta(days=60)


def make_demo() -> None:
    """Running it again changes nothing. Raises outside demo mode."""
    if not settings.DEMO:
        raise RuntimeError("demo employers belong to the demo only")
    people = {user.email: user for user in User.objects.filter(email__in=[OWNER, COLLEAGUE, OFFICER, WORKER])}
    if len(people) < 4 or Organisation.objects.filter(members__user=people[OWNER]).exists():
        return
    owner = Actor("demo", people[OWNER].pk)
    made = apply_for_organisation(data=COMPANY, submission_key=uuid.uuid4(), actor=owner)
    confirm(organisation_id=made.pk, actor=Actor("officer", people[OFFICER].pk))
    _invitation, token = invite(organisation_id=made.pk, email=COLLEAGUE, role="hr", actor=owner)
    accept_invitation(token=token, actor=Actor("demo", people[COLLEAGUE].pk))
    add_endpoint(organisation_id=made.pk, url=NOBODY_LISTENS, actor=owner)
    _waiting(owner)
    own = own_excerpts(people[WORKER])
    if own:
        _ask(made, people[WORKER], own[0], owner)


def _waiting(owner: Actor) -> None:
    made = apply_for_organisation(data=SOLE_TRADER, submission_key=uuid.uuid4(), actor=owner)
    sheet = Sheet(title="Доверенность (образец для демонстрации)")
    sheet.paragraph("ИП Примерова А. П. доверяет предъявителю вести учётную запись работодателя на портале.")
    paper = SimpleUploadedFile("доверенность.pdf", sheet.as_bytes())
    add_proof(organisation_id=made.pk, kind="power", uploaded_file=paper, actor=owner)


def _ask(organisation: Organisation, worker: User, patent: Excerpt, owner: Actor) -> None:
    today, himself = clock.today(), Actor("demo", worker.pk)
    disputed: PatentCheck | None = check_by_number(
        organisation_id=organisation.pk, actor=owner, series=patent.series, number=patent.number, submission_key=uuid.uuid4()
    )
    consent, code = give_consent(
        patent_id=patent.pk, inn=COMPANY.inn, purpose="hiring", ends_on=today + CONSENT_LASTS, submission_key=uuid.uuid4(),
        actor=himself, on=today,
    )  # fmt: skip
    born = worker.person.birth_date
    if born:
        disputed = check_by_code(
            organisation_id=organisation.pk, actor=owner, code=code, birth_date=born, submission_key=uuid.uuid4(), on=today
        )
    begin_watch(consent_id=consent.pk, ends_on=consent.ends_on, actor=himself, on=today)
    _check_list(organisation, patent, owner)
    if disputed:
        _dispute(disputed, himself)


def _check_list(organisation: Organisation, patent: Excerpt, owner: Actor) -> None:
    table = f"series;number;reference\n{patent.series};{patent.number};А-117\n77;2600000000;А-118\n77;;А-119\n"
    batch = upload_batch(
        organisation_id=organisation.pk, file=io.BytesIO(table.encode()), shown_name="бригада.csv", submission_key=uuid.uuid4(), actor=owner
    )
    start_batch(batch_id=batch.pk, actor=owner, on=clock.today())


def _dispute(receipt: PatentCheck, worker: Actor) -> None:
    open_dispute(
        receipt_id=receipt.pk,
        side="worker",
        about="profession",
        text="В договоре у меня другая профессия, чем увидел работодатель. Проверьте, пожалуйста, какая записана в патенте.",
        uploaded_file=None,
        submission_key=uuid.uuid4(),
        actor=worker,
    )
