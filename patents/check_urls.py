from django.urls import path

from patents.credential import pages
from patents.views.check import PatentCheckView

urlpatterns = [
    path("", PatentCheckView.as_view(), name="patent_check"),
    path("qr/", pages.CodeCheckView.as_view(), name="credential_check"),
    path("qr/sw.js", pages.service_worker, name="credential_worker"),
    path("qr/manifest.json", pages.manifest, name="credential_manifest"),
]
