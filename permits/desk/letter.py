"""The decision on paper, with everything that an appeal needs, and all that its page says."""

from django.utils.translation import get_language, gettext

from permits.desk.models import PermitEnding
from permits.desk.selectors import office_for
from permits.models import Permit
from permits.rules.ending import ENTERED_IN_ERROR, ground_of
from permits.selectors import holder_as_printed, that_stand
from portal.pdf import Sheet
from portal.ui.formats import civil_date


def decision_pdf(ending: PermitEnding) -> bytes:
    """In the active language."""
    permit, known = ending.permit, ground_of(ending.permit.kind, ending.ground)
    sheet = Sheet(title=headline(ending))
    sheet.rows(
        [
            (gettext("Document"), permit.get_kind_display()),
            (gettext("Series and number"), f"{permit.series} {permit.number}".strip()),
            (gettext("Name"), holder_as_printed(permit).full_name),
            (gettext("Withdrawn on") if ending.ground == ENTERED_IN_ERROR else gettext("Not valid from"), civil_date(ending.ends_on)),
            (gettext("Ground"), known.ground.title if known else ending.ground),
            (gettext("Article"), gettext(ending.article)),
        ]
    )
    sheet.heading(gettext("Why"))
    if known:
        sheet.paragraph(str(known.ground.plain))
    sheet.paragraph(ending.reason)
    sheet.heading(gettext("What now"))
    for line in what_now(ending):
        sheet.paragraph(line)
    office = office_for(permit)
    if office is not None:
        english = get_language() == "en"
        sheet.heading(gettext("Where to complain and whom to ask"))
        sheet.paragraph(office.name_en if english else office.name_ru)
        sheet.paragraph(" · ".join(filter(None, (office.address_en if english else office.address_ru, office.phone))))
    return sheet.as_bytes()


def headline(ending: PermitEnding) -> str:
    """What happened, in the reader's language."""
    if ending.ground == ENTERED_IN_ERROR:
        return gettext("A wrong entry was taken out of the portal")
    return gettext("Your document was annulled") if ending.permit.status == "annulled" else gettext("Your document has ended")


def what_now(ending: PermitEnding) -> list[str]:
    """What is left to do, the day first; the same words for page and paper."""
    appeal = gettext(
        "If you do not agree: appeal to a court until %(last)s, or complain to the head of the migration authority of the region."
    )
    lines = [appeal % {"last": civil_date(ending.appeal_by)}]
    if ending.ground == ENTERED_IN_ERROR:
        again = gettext(
            "Your paper is as good as before. Come to the office with it and your passport: an officer enters it anew, as the paper says."
        )
        right = gettext("Your paper is as good as before. The right entry is in the portal now: compare each line with the paper.")
        return [right if _is_entered_anew(ending) else again, *lines]
    known = ground_of(ending.permit.kind, ending.ground)
    if known is None or not known.must_leave:
        return [gettext("You need not leave because of this decision. Your status page says on what ground you are here."), *lines]
    lines.append(gettext("Tell your employer and whom you rent from: the document does not count any more."))
    lines.append(gettext("Your status page says whether another ground of stay is left. Whoever has one can apply for a new document."))
    return [_leave(ending), *lines]


def _is_entered_anew(ending: PermitEnding) -> bool:
    """Whether the number of the withdrawn entry stands on another one of the same person."""
    wrong = ending.permit
    same = {"person_id": wrong.person_id, "kind": wrong.kind, "series": wrong.series, "number": wrong.number}
    return that_stand(Permit.objects.filter(**same)).exists()


def _leave(ending: PermitEnding) -> str:
    if ending.leave_by is None:
        return gettext(
            "If you have no other ground of stay, you must leave Russia. No act that this portal knows names a day for your document: ask "
            "the office in the next days by when, and appeal in time if you do not agree."
        )
    text = gettext("If you have no other ground of stay, leave Russia by %(day)s, that day included. Whoever stays longer can be deported.")
    return text % {"day": civil_date(ending.leave_by)}


__all__ = ["decision_pdf", "headline", "what_now"]
