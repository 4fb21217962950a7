"""Grounds on which a residence permit is refused (115-FZ art. 7, 7.1, 9); the list is not complete and may be extended.

`article` is kept with the decision and shown in the reader's language; it names no subparagraph that was not checked. Of article 7.1 the
heading ("grounds on which a temporary residence permit for education is refused or annulled") and the first three grounds were read in a
copy of the act: violence against the constitutional order, terrorism, expulsion within five years (A); that the others of article 7
stand there too is confidence B."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from cases.procedures import Ground

ARTICLE_7 = gettext_noop("Federal Law 115-FZ, art. 7")
ARTICLE_7_1 = gettext_noop("Federal Law 115-FZ, art. 7.1")
ARTICLE_9 = gettext_noop("Federal Law 115-FZ, art. 9")
EXAM = gettext_noop("Federal Law 115-FZ, art. 15.1")


_CONVICTION = _("A court has convicted you of a serious crime, or a conviction is not yet spent.")
_OFFENCES = _("Within one year you were punished at least twice for breaking the rules of stay or public order.")
_EXTREMISM = _("The authorities have found that you take part in terrorist or extremist activity, or support it.")


def refusal_grounds(article: str) -> tuple[Ground, ...]:
    """The grounds that articles 7, 7.1 and 9 share."""
    return (
        Ground(
            "FORGED_OR_FALSE_DATA",
            article,
            _("Forged documents or false data"),
            _("A document or a statement in the application is not true."),
        ),
        Ground(
            "GROUND_NOT_SHOWN",
            article,
            _("The ground is not shown"),
            _("The documents do not show the ground on which you applied."),
        ),
        Ground(
            "NO_EXAM",
            EXAM,
            _("No proof of Russian, history and law"),
            _("The application holds no valid proof that you know Russian, the history of Russia and the basics of its law."),
        ),
        Ground(
            "DRUG_OR_INFECTION",
            article,
            _("Drug use or a dangerous infection"),
            _("The medical certificate is missing, out of date, or shows a condition with which the law does not allow residence."),
        ),
        Ground(
            "STAY_UNDESIRABLE_OR_ENTRY_BAN",
            article,
            _("Entry ban or undesirable stay"),
            _("A decision is in force that forbids you to enter Russia or declares your stay undesirable."),
        ),
        Ground(
            "DEPORTED_5Y",
            article,
            _("Expelled or deported in the last five years"),
            _("You were expelled, deported or readmitted within the five years before this application."),
        ),
        Ground("CONVICTION", article, _("Serious or unspent conviction"), _CONVICTION),
        Ground("REPEAT_OFFENCES", article, _("Repeated administrative offences"), _OFFENCES),
        Ground(
            "LEFT_RF_OVER_6M", article, _("More than six months outside Russia"), _("You were outside Russia for more than six months.")
        ),
        Ground("TERRORISM_EXTREMISM", article, _("Terrorism or extremism"), _EXTREMISM),
        Ground(
            "SECURITY_THREAT",
            article,
            _("Threat to security"),
            _("The authorities responsible for security object to your residence."),
        ),
    )


TEMPORARY_RESIDENCE = refusal_grounds(ARTICLE_7)
PERMANENT_RESIDENCE = refusal_grounds(ARTICLE_9)
STUDY_RESIDENCE = tuple(ground for ground in refusal_grounds(ARTICLE_7_1) if ground.code != "NO_EXAM")

ARTICLE_5 = gettext_noop("Federal Law 115-FZ, art. 5")
TEMPORARY_STAY = (
    *(ground for ground in refusal_grounds(ARTICLE_5) if ground.code in {"FORGED_OR_FALSE_DATA", "GROUND_NOT_SHOWN"}),
    *(ground for ground in refusal_grounds(ARTICLE_5) if ground.code in {"STAY_UNDESIRABLE_OR_ENTRY_BAN", "DEPORTED_5Y"}),
    Ground(
        "FILED_LATE",
        ARTICLE_5,
        _("Asked for after the term had ended"),
        _("The term of stay was over when the application was sent."),
    ),
)
