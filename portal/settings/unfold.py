"""The officers' theme."""

UNFOLD: dict = {"SITE_TITLE": "Портал миграционных услуг", "SITE_HEADER": "Портал миграционных услуг", "SHOW_HISTORY": False, "SHOW_VIEW_ON_SITE": False}
