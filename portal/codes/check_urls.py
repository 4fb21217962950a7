from django.urls import path

from portal.codes import pages

urlpatterns = [
    path("qr/", pages.CodeCheckView.as_view(), name="credential_check"),
    path("qr/sw.js", pages.service_worker, name="credential_worker"),
    path("qr/manifest.json", pages.manifest, name="credential_manifest"),
    path("interim/", pages.FormerCheckView.as_view(), name="interim_check"),
    path("permit/code/", pages.FormerCheckView.as_view(), name="permit_code"),
]
