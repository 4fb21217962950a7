from django.utils.translation import gettext_lazy as _

from cases.errors import NotEligible
from portal.errors import RuleViolation


class NoPlacesLeft(NotEligible):
    """Somebody took the last place while this application was being sent."""

    code = "no_places_left"
    message = _("No places of the quota are left in this region this year.")


class QuotaNotEstablished(NotEligible):
    code = "quota_not_established"
    message = _("The quota of this region and year is not established here yet.")


class QuotaBelowTaken(RuleViolation):
    code = "quota_below_taken"
    message = _("%(taken)d places are reserved or used already: the quota cannot be smaller.")
