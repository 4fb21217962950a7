from django.urls import path

from permits.interim import views

app_name = "interim"
urlpatterns = [
    path("none/<str:reference>/", views.NotGivenView.as_view(), name="not-given"),
    path("<str:interim_number>/", views.CertificateView.as_view(), name="certificate"),
    path("<str:interim_number>/certificate.pdf", views.CertificatePaperView.as_view(), name="paper"),
]
