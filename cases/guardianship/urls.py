"""The letter of who acted for a child and does not any more."""

from django.urls import path

from cases.guardianship import views

app_name = "guardianship"
urlpatterns = [path("ended/<uuid:letter>/", views.LetterView.as_view(), name="letter")]
