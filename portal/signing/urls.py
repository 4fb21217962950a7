from django.urls import path

from portal.signing.views import card_csca, portal_keys

urlpatterns = [path("portal-keys.json", portal_keys, name="portal_keys"), path("card-csca.pem", card_csca, name="card_csca")]
