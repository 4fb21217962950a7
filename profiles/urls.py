"""The pages of the digital profile: a person's own, and the same pages of each child for whom she acts."""

from typing import Any

from django.urls import path

from profiles.views import details, documents, family, guardians, hand_over, overview, passport, stay, stays

app_name = "profiles"
_PAGES: list[tuple[str, Any, str]] = [
    ("", overview.OverviewView, "overview"),
    ("passport/", passport.LinesView, "passport"),
    ("passport/check/", passport.CheckView, "passport-check"),
    ("passport/by-hand/", passport.ByHandView, "passport-by-hand"),
    ("name/", details.RussianNameView, "name"),
    ("birth-place/", details.BirthPlaceView, "birth-place"),
    ("inn/", details.InnView, "inn"),
    ("phone/", details.PhoneView, "phone"),
    ("entry/", stay.EntryView, "entry"),
    ("stays/", stays.StaysView, "stays"),
    ("stays/add/", stays.AddView, "stay-add"),
    ("stays/<int:stay>/", stays.CorrectView, "stay"),
    ("stays/<int:stay>/remove/", stays.RemoveView, "stay-remove"),
    ("address/", stay.AddressView, "address"),
    ("documents/", documents.DocumentsView, "documents"),
    ("documents/add/", documents.KindView, "document-kind"),
    ("documents/add/<slug:kind>/", documents.UploadView, "document-add"),
    ("access/", overview.AccessView, "access"),
]
_CHILD = "children/<uuid:child>/"
urlpatterns = [
    *(path(address, view.as_view(), name=name) for address, view, name in _PAGES),
    path("documents/<uuid:pk>/", documents.DocumentView.as_view(), name="document"),
    path("documents/<uuid:pk>/remove/", documents.RemoveView.as_view(), name="document-remove"),
    path("children/", family.ChildrenView.as_view(), name="children"),
    path("children/add/", family.AddChildView.as_view(), name="child-add"),
    path("children/join/", guardians.JoinView.as_view(), name="join"),
    *(path(_CHILD + address, view.as_view(), name=f"child-{name}") for address, view, name in _PAGES),
    path(_CHILD + "document/", family.ChildDocumentView.as_view(), name="child-document"),
    path(_CHILD + "proof/", family.ProofView.as_view(), name="child-proof"),
    path(_CHILD + "guardians/", guardians.GuardiansView.as_view(), name="child-guardians"),
    path(_CHILD + "history/", guardians.HistoryView.as_view(), name="child-history"),
    path(_CHILD + "hand-over/", hand_over.HandOverView.as_view(), name="child-hand-over"),
    path("hand-over/", hand_over.ClaimView.as_view(), name="claim"),
    path(_CHILD + "end/", family.EndView.as_view(), name="child-end"),
]
