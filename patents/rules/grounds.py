"""Grounds on which a patent is refused (115-FZ art. 18 and 13.3 (22)); the list is not complete and may be extended.

`article` is kept with the decision and shown in the reader's language; it names no subparagraph that was not checked."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from cases.procedures import Ground

_ARTICLE_18 = gettext_noop("Federal Law 115-FZ, art. 18; art. 13.3, para. 22")

GROUNDS = (
    Ground(
        "FORGED_OR_FALSE_DATA",
        _ARTICLE_18,
        _("Forged documents or false data"),
        _("A document or a statement in the application is not true."),
    ),
    Ground(
        "NO_EXAM",
        gettext_noop("Federal Law 115-FZ, art. 15.1"),
        _("No proof of Russian, history and law"),
        _("The application holds no valid proof that you know Russian, the history of Russia and the basics of its law."),
    ),
    Ground(
        "NO_DMS",
        gettext_noop("Federal Law 115-FZ, art. 13.3, para. 2"),
        _("No valid medical insurance"),
        _("The insurance policy or the contract for medical care is missing, has ended, or is not valid in this region."),
    ),
    Ground(
        "DRUG_OR_INFECTION",
        _ARTICLE_18,
        _("Drug use or a dangerous infection"),
        _("The medical certificate is missing, out of date, or shows a condition with which the law does not allow a patent."),
    ),
    Ground(
        "UNDER_18",
        gettext_noop("Federal Law 115-FZ, art. 13.3, para. 1"),
        _("Younger than 18"),
        _("A patent is given only from the age of 18."),
    ),
    Ground(
        "STAY_UNDESIRABLE_OR_ENTRY_BAN",
        _ARTICLE_18,
        _("Entry ban or undesirable stay"),
        _("A decision is in force that forbids you to enter Russia or declares your stay undesirable."),
    ),
    Ground(
        "DEPORTED_5Y",
        _ARTICLE_18,
        _("Expelled or deported in the last five years"),
        _("You were expelled, deported or readmitted within the five years before this application."),
    ),
    Ground(
        "CONVICTION",
        _ARTICLE_18,
        _("Serious or unspent conviction"),
        _("A court has convicted you of a serious crime, or a conviction is not yet spent."),
    ),
    Ground(
        "REPEAT_OFFENCES",
        _ARTICLE_18,
        _("Repeated administrative offences"),
        _("Within one year you were punished at least twice for breaking the rules of stay or public order."),
    ),
    Ground(
        "LEFT_RF_OVER_6M", _ARTICLE_18, _("More than six months outside Russia"), _("You were outside Russia for more than six months.")
    ),
    Ground(
        "TERRORISM_EXTREMISM",
        _ARTICLE_18,
        _("Terrorism or extremism"),
        _("The authorities have found that you take part in terrorist or extremist activity, or support it."),
    ),
    Ground("SECURITY_THREAT", _ARTICLE_18, _("Threat to security"), _("The authorities responsible for security object to a patent.")),
    Ground(
        "QUOTA_OR_SUSPENSION",
        gettext_noop("Federal Law 115-FZ, art. 13.3, para. 1"),
        _("Issue of patents is suspended"),
        _("The issue of patents in this region is suspended or limited at present."),
    ),
)

CHANGE_GROUNDS = (
    *(ground for ground in GROUNDS if ground.code == "FORGED_OR_FALSE_DATA"),
    Ground(
        "PATENT_NOT_IN_FORCE",
        gettext_noop("Federal Law 115-FZ, art. 13.3, para. 5"),
        _("The patent is not in force"),
        _("The patent had ended or was annulled before the decision, so nothing can be changed in it."),
    ),
    Ground(
        "FACTS_NOT_SHOWN",
        gettext_noop("MVD order 695 of 5 October 2020"),
        _("The documents do not show it"),
        _("The documents that you sent do not show what the application says."),
    ),
)
