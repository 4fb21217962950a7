"""Pages of officers about patents, inside the site at `/admin/`."""

from django.urls import URLPattern, path

from patents.officer import extended, views


def urls() -> list[URLPattern]:
    return [
        path("annulments/", views.annulments, name="annulments"),
        path("patents-without-contract/", views.no_contract, name="patents_without_contract"),
        path("extended-patent/<int:patent_id>/", extended.show, name="extended_patent"),
        path("patent/<str:series>/<str:number>/", views.show, name="patent"),
        path("patent/<str:series>/<str:number>/left-over/next/", views.count_for_next, name="left_over_next"),
        path("patent/<str:series>/<str:number>/left-over/letter/", views.refund_letter, name="left_over_letter"),
        path("patent/<str:series>/<str:number>/propose/", views.propose, name="annulment_propose"),
        path("patent/<str:series>/<str:number>/confirm/", views.confirm, name="annulment_confirm"),
        path("patent/<str:series>/<str:number>/return/", views.send_back, name="annulment_return"),
    ]
