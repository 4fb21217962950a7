from django.urls import path

from portal.signing import views

urlpatterns = [
    path("portal-keys.json", views.portal_keys, name="portal_keys"),
    path("card-csca.pem", views.card_csca, name="card_csca"),
    path("card-crl.pem", views.card_crls, name="card_crls"),
    path("card-crl/<str:authority_kid>.crl", views.card_crl, name="card_crl"),
]
