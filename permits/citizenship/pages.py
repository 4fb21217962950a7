"""The finder of grounds for simplified admission to citizenship: for anybody, without an account; nothing of it is kept.

It is asked by POST, so that answers about a family stand in no address and no log."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView

from permits.rules import citizenship
from permits.rules.citizenship import Fact
from portal import clock
from portal.legal import services as legal
from portal.ui.forms import PortalForm
from portal.ui.views import KeepAnswersOnLanguageSwitch
from profiles.citizenships import choices as citizenship_choices

_CHOICES = [("yes", _("Yes")), ("no", _("No"))]


def _question(label: Any, help_text: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, help_text=help_text, choices=_CHOICES, widget=forms.RadioSelect, error_messages={"required": _("Answer yes or no")}
    )


class FinderForm(PortalForm):
    citizenship = forms.ChoiceField(label=_("Your citizenship"), error_messages={"required": _("Choose your citizenship")})
    parent = _question(_("Is your mother or father a citizen of Russia who lives in Russia?"))
    spouse = _question(_("Are you married to a citizen of Russia who lives in Russia?"))
    common_child = _question(_("Do you and your husband or wife have a child together?"), _("Answer no if you are not married."))
    born_in_rsfsr = _question(
        _("Were you born in the RSFSR?"), _("The Russian republic of the USSR, before 1992. Another republic of the USSR is a no.")
    )
    ussr_citizen = _question(_("Were you a citizen of the USSR?"))
    programme = _question(_("Do you or a member of your family take part in the state programme of resettlement of compatriots?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["citizenship"].choices = citizenship_choices()  # type: ignore[attr-defined]

    @property
    def yes(self) -> frozenset[Fact]:
        return frozenset(fact for fact in Fact if self.cleaned_data[fact] == "yes")


class FinderView(KeepAnswersOnLanguageSwitch, FormView):
    template_name = "permits/citizenship/finder.html"
    form_class = FinderForm

    def form_valid(self, form: FinderForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, **_answer(form)))


def _answer(form: FinderForm) -> dict[str, Any]:
    """Nothing blocks here on a figure that is missing: without the row the finder names no ground, and says so."""
    with legal.only_asking():
        try:
            row = legal.text("permits.citizenship_grounds", on=clock.today())
        except legal.MissingLegalParameter:
            return {"answered": True, "unknown": True}
    told, grounds = form.cleaned_data["citizenship"], citizenship.offered(row.value)
    return {
        "answered": True,
        "is_citizen": told == "RU",
        "found": citizenship.fitting(grounds, citizenship=told, yes=form.yes),
        "almost": [(near.ground, form.fields[near.missing].label) for near in citizenship.almost(grounds, yes=form.yes)],
        "common_papers": citizenship.COMMON_PAPERS,
        "citation": row.citation,
    }
