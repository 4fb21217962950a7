from django.urls import path

from cases import api

urlpatterns = [
    path("cases/", api.CasesApi.as_view(), name="api-cases"),
    path("cases/<str:reference>/", api.CaseApi.as_view(), name="api-case"),
    path("cases/<str:reference>/withdraw/", api.WithdrawApi.as_view(), name="api-case-withdraw"),
]
