from django.urls import path

from permits.extensions.calculator import ExtensionView

urlpatterns = [path("extension/", ExtensionView.as_view(), name="api-extension")]
