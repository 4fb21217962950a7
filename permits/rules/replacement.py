"""A new document in place of one that is lost, damaged, or no longer true (115-FZ art. 8 for residence permits)."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from cases.procedures import Ground, Reason, RequiredDocument
from permits.rules.asylum import LAW as PROTECTION_LAW
from permits.rules.grounds import ARTICLE_7, ARTICLE_7_1, ARTICLE_9
from portal.legal.wording import said
from profiles.rules.majority import years_later

ARTICLE = _("Federal Law 115-FZ, art. 8")
REPLACEABLE = frozenset({"temporary_residence", "permanent_residence", "study_residence", "temporary_asylum", "refugee_certificate"})
PERSON_CHANGED = frozenset({"name", "document"})

# Where refusals of the document itself are named, and which article gives it. Of law 4528-1 no article about a new document was found.
_REFUSED = {"temporary_residence": ARTICLE_7, "study_residence": ARTICLE_7_1, "permanent_residence": ARTICLE_9}
_GIVEN = {
    "temporary_residence": gettext_noop("Federal Law 115-FZ, art. 6"),
    "study_residence": gettext_noop("Federal Law 115-FZ, art. 6.2"),
    "permanent_residence": gettext_noop("Federal Law 115-FZ, art. 8"),
}


def grounds_of(kind: str) -> tuple[Ground, ...]:
    """On which a new document in place of one of this kind is refused."""
    refused, given = _REFUSED.get(kind, PROTECTION_LAW), _GIVEN.get(kind, PROTECTION_LAW)
    return (
        Ground(
            "FORGED_OR_FALSE_DATA",
            refused,
            _("Forged documents or false data"),
            _("A document or a statement in the application is not true."),
        ),
        Ground(
            "PERMIT_NOT_IN_FORCE",
            given,
            _("The document is not in force"),
            _("The document had ended or was annulled before the decision, so there is nothing to replace."),
        ),
        Ground(
            "FACTS_NOT_SHOWN",
            given,
            _("The documents do not show it"),
            _("The documents that you sent do not show what the application says."),
        ),
    )


def not_held() -> Reason:
    """The same answer for another person's document and for one that never existed."""
    return Reason(
        "not_held",
        True,
        _("We know no document of yours that could be replaced"),
        _("This application is for people who hold a residence permit, a temporary residence permit or a certificate that is in force."),
        _("If yours was issued on paper and is not here, ask the office that issued it to enter it. If it has ended, apply for a new one."),
        ARTICLE,
    )


def no_birthday() -> Reason:
    return Reason(
        "no_birthday",
        True,
        _("Your age asks for no new document"),
        _(
            "A residence permit is replaced after the birthdays on which one turns 14, 20 and 45. Yours was "
            "issued after the last of them, or none has come yet."
        ),
        _("If something else is wrong with the document, choose another answer."),
        ARTICLE,
    )


def only_permanent() -> Reason:
    return Reason(
        "only_permanent",
        True,
        _("Only a residence permit (VNZh) is replaced because of age"),
        _("The document that you chose does not change with age."),
        _("If something else is wrong with the document, choose another answer."),
        ARTICLE,
    )


def late(*, last: date) -> Reason:
    """A warning: the application is taken all the same."""
    return Reason(
        "late",
        False,
        _("The days to ask for a new document are over"),
        said(gettext_noop("The last day to apply was %(day)s. The application is taken all the same."), day=last),
        _("Go on. If you could not apply in time, tell the officer why when you are asked."),
        ARTICLE,
    )


def reached(*, birth_date: date | None, issued_on: date, ages: list[int], on: date) -> tuple[int, date] | None:
    """The latest of these birthdays that came after the document was issued: the age and the day. Born on 29 February: 1 March."""
    if birth_date is None:
        return None
    days = [(age, years_later(birth_date, age)) for age in ages]
    return max(((age, day) for age, day in days if issued_on < day <= on), default=None, key=lambda pair: pair[1])


def required_documents(what: str | None) -> list[RequiredDocument]:
    """`what`: the answer, or None before it is given."""
    documents = [
        RequiredDocument("passport_scan", _("It shows who you are. The page with the photograph and the two lines of signs."), ARTICLE),
        RequiredDocument(
            "photo", _("It is printed on the document. 3.5 by 4.5 cm, face from the front, no older than six months."), ARTICLE
        ),
    ]
    if what in PERSON_CHANGED:
        translation = _("The officer reads your passport in Russian. The translation is certified by a notary.")
        documents.append(RequiredDocument("passport_translation", translation, ARTICLE))
    if what == "name":
        documents.append(RequiredDocument("ground_paper", _("The paper on the new name, for example a marriage certificate."), ARTICLE))
    return documents


CHOICES: tuple[tuple[str, Any], ...] = (
    ("lost", _("It was lost or stolen")),
    ("damaged", _("It is damaged and cannot be read")),
    ("name", _("My name has changed, and so has the document that shows it")),
    ("document", _("I have a new passport or another new identity document")),
    ("age", _("I have turned 14, 20 or 45, and the document is a residence permit (VNZh)")),
)
