"""The officers' queue with 1,000 cases in the table and with 1,000,000: the aim is a ratio of at most 1.5."""

from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.test import Client

from bench.aims import judged
from bench.clock import fastest
from portal import clock
from portal.accounts.models import Office, User
from tests.factories import make_office, make_user, sign_in

FEW, MANY = 1_000, 1_000_000
AIM = 1.5
PAGES = ("waiting", "mine", "confirm", "asked", "overdue", "open")
# My own cases fill a page in both tables, so that the same work is compared.
# Of a hundred cases: 30 closed, 20 waiting, 40 in review, 7 asked, 3 proposed. Deadlines over 400 days, 30 of them past.
_STATUS = """
    CASE WHEN n % 100 < 30 THEN 'withdrawn' WHEN n % 100 < 50 THEN 'submitted' WHEN n % 100 < 90 THEN 'in_review'
         WHEN n % 100 < 97 THEN 'info_requested' ELSE 'proposed' END
"""
_LOAD = (
    """
    INSERT INTO accounts_user (id, password, is_superuser, email, display_name, language, is_active, is_staff, date_joined)
    SELECT 1000 + n, '!', false, 'applicant' || n || '@bench.example', '', 'ru', true, false, now()
    FROM generate_series(%(first)s, %(last)s) n
    """,
    """
    INSERT INTO profiles_person (id, user_id, family_name, given_names, patronymic, family_name_ru, given_names_ru, patronymic_ru,
                                 birth_date, birth_place, sex, citizenship, phone, version, created_at, updated_at)
    SELECT 1000 + n, 1000 + n, 'FAMILY' || md5(n::text), 'GIVEN', '', 'ФАМИЛИЯ', 'ИМЯ', '',
           date '1990-01-01', '', 'F', 'TJ', '', 1, now(), now()
    FROM generate_series(%(first)s, %(last)s) n
    """,
    f"""
    INSERT INTO cases_case (id, reference, procedure, person_id, office_id, status, version, answers, created_at, updated_at, submitted_at,
                            accepted_on, decide_by, decide_by_steps, assigned_to_id, assigned_at, overdue_announced_on, closed_at)
    SELECT 1000 + n, 'B' || n, 'work-patent', 1000 + n, %(office)s, {_STATUS}, 1, '{{}}', now(), now(), now(),
           %(today)s, %(today)s::date - 30 + ((n::bigint * 7919) %% 400)::int, '[]',
           CASE WHEN n % 100 < 50 THEN NULL WHEN n % 5000 = 60 OR (n <= 1000 AND n % 10 = 0) THEN %(me)s ELSE %(colleague)s END,
           now(), %(today)s, NULL
    FROM generate_series(%(first)s, %(last)s) n
    """.replace("n % ", "n %% "),
)  # fmt: skip


def run() -> None:
    office, me, colleague = make_office(), make_user("officer"), make_user("officer")
    client = sign_in(me)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ru"
    few = _measured(client, office, me, colleague, first=1, last=FEW)
    many = _measured(client, office, me, colleague, first=FEW + 1, last=MANY)
    print(f"The officers' queue: {FEW:,} cases, {MANY:,} cases, ratio (aim: at most {AIM})")
    for name, before in few.items():
        ratio = many[name] / before
        print(f"  {name:<22}{before:>8.1f} ms{many[name]:>9.1f} ms   {ratio:>5.2f}{judged(f'queue: {name}', met=ratio <= AIM)}")


def _measured(client: Client, office: Office, me: User, colleague: User, *, first: int, last: int) -> dict[str, float]:
    _load(office, me, colleague, first=first, last=last)
    addresses = {name: f"/admin/queue/?show={name}" for name in PAGES}
    addresses["open, in the middle"] = f"/admin/queue/?show=open&after={_middle(last)}"
    addresses["open, back from there"] = f"/admin/queue/?show=open&before={_middle(last)}"
    times = {name: fastest(lambda address=address: _get(client, address)) for name, address in addresses.items()}
    times["search by a rare name"] = fastest(lambda: client.post("/admin/find/", {"wanted": "familyabc12"}), times=10)
    return times


def _get(client: Client, address: str) -> None:
    assert client.get(address).status_code == 200


def _middle(last: int) -> str:
    """The edge of a page in the middle of the queue: a deadline that many cases share, and half of them before the edge."""
    return f"{(clock.today() + timedelta(days=170)).isoformat()}_{1000 + last // 2}"


def _load(office: Office, me: User, colleague: User, *, first: int, last: int) -> None:
    values = {"first": first, "last": last, "office": office.pk, "me": me.pk, "colleague": colleague.pk, "today": clock.today()}
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        for statement in _LOAD:
            cursor.execute(statement, values)
        cursor.execute("VACUUM ANALYZE accounts_user, profiles_person, cases_case")
