from django.urls import path

from permits.extensions.calculator import ExtensionView
from permits.proof.pages import PermitCheckApi

urlpatterns = [
    path("extension/", ExtensionView.as_view(), name="api-extension"),
    path("permit-check/", PermitCheckApi.as_view(), name="api-permit-check"),
]
