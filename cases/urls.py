from django.urls import path

from cases.views import documents, draft, start, status

app_name = "cases"
urlpatterns = [
    path("", start.MyCasesView.as_view(), name="list"),
    path("start/<slug:code>/", start.StartView.as_view(), name="start"),
    path("<str:reference>/", status.CaseView.as_view(), name="case"),
    path("<str:reference>/question/<slug:page>/", draft.QuestionView.as_view(), name="question"),
    path("<str:reference>/documents/", draft.DocumentsView.as_view(), name="documents"),
    path("<str:reference>/documents/<slug:kind>/", documents.AttachView.as_view(), name="attach"),
    path("<str:reference>/documents/<slug:kind>/remove/", documents.DetachView.as_view(), name="detach"),
    path("<str:reference>/check/", draft.CheckView.as_view(), name="check"),
    path("<str:reference>/send/", draft.SendView.as_view(), name="send"),
    path("<str:reference>/sent/", status.SentView.as_view(), name="sent"),
    path("<str:reference>/receipt.pdf", status.ReceiptView.as_view(), name="receipt"),
    path("<str:reference>/answer/", status.AnswerView.as_view(), name="answer"),
    path("<str:reference>/letter/", status.LetterView.as_view(), name="letter"),
    path("<str:reference>/withdraw/", status.WithdrawView.as_view(), name="withdraw"),
]
