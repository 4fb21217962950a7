from django.urls import path

from permits.status.api import StatusApi

urlpatterns = [path("status/", StatusApi.as_view(), name="api-status")]
