from django.urls import path

from employment.views import checks, organisations, people, proofs

app_name = "employment"
urlpatterns = [
    path("", organisations.HomeView.as_view(), name="home"),
    path("new/", organisations.ApplyView.as_view(), name="apply"),
    path("join/<str:token>/", people.JoinView.as_view(), name="join"),
    path("<str:org_number>/", organisations.OrganisationView.as_view(), name="organisation"),
    path("<str:org_number>/check/", checks.CheckView.as_view(), name="check"),
    path("<str:org_number>/checks/<str:check_number>/", checks.ResultView.as_view(), name="result"),
    path("<str:org_number>/checks/<str:check_number>/receipt.json", checks.ReceiptView.as_view(), name="receipt"),
    path("<str:org_number>/checks/<str:check_number>/receipt.pdf", checks.ReceiptPdfView.as_view(), name="receipt-pdf"),
    path("<str:org_number>/checks/<str:check_number>/photo/", checks.PhotoView.as_view(), name="photo"),
    path("<str:org_number>/people/", people.PeopleView.as_view(), name="people"),
    path("<str:org_number>/people/<int:member_id>/remove/", people.RemoveView.as_view(), name="remove"),
    path("<str:org_number>/people/<int:member_id>/role/", people.RoleView.as_view(), name="role"),
    path("<str:org_number>/invitations/<int:invitation_id>/end/", people.EndInvitationView.as_view(), name="end-invitation"),
    path("<str:org_number>/papers/", proofs.ProofsView.as_view(), name="proofs"),
    path("<str:org_number>/papers/<uuid:proof_id>/", proofs.ProofFileView.as_view(), name="proof"),
    path("<str:org_number>/papers/<uuid:proof_id>/remove/", proofs.RemoveProofView.as_view(), name="remove-proof"),
    path("<str:org_number>/looks/", proofs.LooksView.as_view(), name="looks"),
]
