from django.urls import path

from profiles.api import MeView

urlpatterns = [path("me/", MeView.as_view(), name="api-me")]
