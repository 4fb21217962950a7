from django.urls import path

from permits.desk import views

app_name = "permit_desk"
_DOCUMENT = "<slug:permit_kind>/<str:series>/<str:number>/"
urlpatterns = [
    path(_DOCUMENT + "decision/", views.DecisionView.as_view(), name="decision"),
    path(_DOCUMENT + "decision.pdf", views.DecisionPaperView.as_view(), name="decision-paper"),
]
