"""The letter: the fact, the ground in plain words and in the law's, what stays, where and until when to complain."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.views.generic import TemplateView

from cases.guardianship.grounds import ground_of
from cases.guardianship.selectors import letter_of


class LetterView(LoginRequiredMixin, TemplateView):
    template_name = "cases/guardianship/letter.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        removal = letter_of(self.request.user, kwargs["letter"])
        if removal is None:
            raise Http404
        return super().get_context_data(
            removal=removal,
            child=removal.guardianship.child,
            ground=ground_of(removal.ground),
            article=gettext(removal.article),
            office=removal.office,
            back_url=reverse("profiles:children"),
            **kwargs,
        )
