from django.urls import path

from portal.signing.views import portal_keys

urlpatterns = [path("portal-keys.json", portal_keys, name="portal_keys")]
