from django.urls import path

from portal.legal import api

urlpatterns = [
    path("working-days/", api.WorkingDaysView.as_view(), name="api-working-days"),
    path("regions/", api.RegionsView.as_view(), name="api-regions"),
    path("citizenships/", api.CitizenshipsView.as_view(), name="api-citizenships"),
]
