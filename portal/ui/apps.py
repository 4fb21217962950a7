"""The layout, the forms and the words that every page shares."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "portal.ui"
    label = "ui"
