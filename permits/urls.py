from django.urls import path

from permits import holder

app_name = "permits"
urlpatterns = [
    path("", holder.PermitListView.as_view(), name="list"),
    path("<slug:permit_kind>/<str:series>/<str:number>/", holder.PermitView.as_view(), name="permit"),
    path("<slug:permit_kind>/<str:series>/<str:number>/permit.pdf", holder.PermitPaperView.as_view(), name="paper"),
]
