"""Pages of supervisors about extension orders, inside the site at `/admin/`."""

from django.urls import URLPattern, path

from permits.extensions.officer import permit_page, views


def urls() -> list[URLPattern]:
    return [
        path("extension-orders/", views.orders, name="extension_orders"),
        path("extension-orders/new/", views.new_order, name="extension_order_new"),
        path("extension-orders/example/<slug:example>/", views.new_example, name="extension_order_example"),
        path("extension-orders/<str:order_number>/", views.show, name="extension_order"),
        path("extension-orders/<str:order_number>/edit/", views.edit, name="extension_order_edit"),
        path("extension-orders/<str:order_number>/ask-staff/", views.ask_staff, name="extension_order_ask"),
        path("extension-orders/<str:order_number>/<slug:act>/", views.act, name="extension_order_act"),
        path("extended-permit/<int:permit_id>/", permit_page.show, name="extended_permit"),
    ]
