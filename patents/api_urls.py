from django.urls import path

from patents import api, calculators

urlpatterns = [
    path("patent-check/", api.PatentCheckApi.as_view(), name="api-patent-check"),
    path("patent-price/", calculators.PatentPriceView.as_view(), name="api-patent-price"),
]
