"""The pages of the digital profile."""

from django.urls import path

from profiles.views import details, documents, overview, passport, stay, stays

app_name = "profiles"
urlpatterns = [
    path("", overview.OverviewView.as_view(), name="overview"),
    path("passport/", passport.LinesView.as_view(), name="passport"),
    path("passport/check/", passport.CheckView.as_view(), name="passport-check"),
    path("passport/by-hand/", passport.ByHandView.as_view(), name="passport-by-hand"),
    path("name/", details.RussianNameView.as_view(), name="name"),
    path("birth-place/", details.BirthPlaceView.as_view(), name="birth-place"),
    path("inn/", details.InnView.as_view(), name="inn"),
    path("phone/", details.PhoneView.as_view(), name="phone"),
    path("entry/", stay.EntryView.as_view(), name="entry"),
    path("stays/", stays.StaysView.as_view(), name="stays"),
    path("stays/add/", stays.AddView.as_view(), name="stay-add"),
    path("stays/<int:stay>/", stays.CorrectView.as_view(), name="stay"),
    path("stays/<int:stay>/remove/", stays.RemoveView.as_view(), name="stay-remove"),
    path("address/", stay.AddressView.as_view(), name="address"),
    path("documents/", documents.DocumentsView.as_view(), name="documents"),
    path("documents/add/", documents.KindView.as_view(), name="document-kind"),
    path("documents/add/<slug:kind>/", documents.UploadView.as_view(), name="document-add"),
    path("documents/<uuid:pk>/", documents.DocumentView.as_view(), name="document"),
    path("documents/<uuid:pk>/remove/", documents.RemoveView.as_view(), name="document-remove"),
    path("access/", overview.AccessView.as_view(), name="access"),
]
