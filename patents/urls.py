from django.urls import path

from patents import price_page
from patents.credential.pages import ShowView
from patents.views import bills, holder, life

app_name = "patents"
urlpatterns = [
    path("", holder.PatentListView.as_view(), name="list"),
    path("price/", price_page.price, name="price"),
    path("<str:series>/<str:number>/", holder.PatentView.as_view(), name="patent"),
    path("<str:series>/<str:number>/pay/", holder.PayView.as_view(), name="pay"),
    path("<str:series>/<str:number>/bills/", bills.BillsView.as_view(), name="bills"),
    path("<str:series>/<str:number>/bills/<int:charge_id>.pdf", bills.BillPaperView.as_view(), name="bill-paper"),
    path("<str:series>/<str:number>/show/", ShowView.as_view(), name="show"),
    path("<str:series>/<str:number>/patent.pdf", holder.PatentPaperView.as_view(), name="paper"),
    path("<str:series>/<str:number>/contract/", life.ContractView.as_view(), name="contract"),
    path("<str:series>/<str:number>/annulment/", life.AnnulmentView.as_view(), name="annulment"),
    path("<str:series>/<str:number>/annulment.pdf", life.AnnulmentPaperView.as_view(), name="annulment-paper"),
]
