from django.urls import path

from patents import calculators

urlpatterns = [
    path("patent-price/", calculators.PatentPriceView.as_view(), name="api-patent-price"),
]
