"""The officers' theme: the portal's own colours, its own sign, its own menu."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


def _static(path: str) -> str:
    from django.templatetags.static import static  # needs settings, so not while they are read

    return static(path)


def _officer_styles(request: HttpRequest) -> str:
    return _static("cases/officer.css")


def _sign(request: HttpRequest) -> str:
    return _static("portal/sign.svg")


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": _("Migration Services Portal"),
    "SITE_HEADER": _("Migration Services Portal"),
    "SITE_SUBHEADER": _("for officers"),
    "SITE_ICON": _sign,
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": _sign}],
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_LANGUAGES": False,  # the switch stands in the header, where it works without scripts
    "BORDER_RADIUS": "4px",
    "STYLES": [_officer_styles],
    "SIDEBAR": {"show_search": False, "command_search": False, "show_all_applications": False, "navigation": "portal.admin_site.menu"},
    "COLORS": {
        "base": {
            "50": "#f3f6f7",
            "100": "#e8eef0",
            "200": "#d5dee1",
            "300": "#b9c6cb",
            "400": "#8fa1a8",
            "500": "#586c74",
            "600": "#48595f",
            "700": "#334247",
            "800": "#1d2c32",
            "900": "#10242b",
            "950": "#0a181d",
        },
        "primary": {
            "50": "#f0fdfa",
            "100": "#ccfbf1",
            "200": "#99f6e4",
            "300": "#5eead4",
            "400": "#2dd4bf",
            "500": "#2bb8a8",
            "600": "#0f766e",
            "700": "#0c5f58",
            "800": "#0b4d48",
            "900": "#0b3c49",
            "950": "#042f2e",
        },
    },
}
