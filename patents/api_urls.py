from django.urls import path

from patents import api, calculators, notices

urlpatterns = [
    path("patent-check/", api.PatentCheckApi.as_view(), name="api-patent-check"),
    path("patent-price/", calculators.PatentPriceView.as_view(), name="api-patent-price"),
    path("payment-notices/", notices.PaymentNoticeView.as_view(), name="api-payment-notices"),
]
