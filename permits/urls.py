from django.urls import path

from permits.views import holder

app_name = "permits"
urlpatterns = [
    path("", holder.PermitListView.as_view(), name="list"),
    path("<str:kind>/<str:series>/<str:number>/", holder.PermitView.as_view(), name="permit"),
]
