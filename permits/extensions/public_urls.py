from django.urls import path

from permits.extensions import calculator

urlpatterns = [path("extension/", calculator.page, name="permits_extension")]
