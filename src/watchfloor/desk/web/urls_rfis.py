"""Addresses of RFIs."""

from django.urls import path

from watchfloor.desk.web import rfi, rfi_file, rfi_form, rfis

urlpatterns = [
    path("rfis/", rfis.coming_in),
    path("rfis/out/", rfis.going_out),
    path("rfis/file/", rfi_file.door),
    path("rfis/<uuid:asked>/file", rfi_file.take),
    path("rfis/new/<str:way>/", rfi_form.door),
    path("rfis/<uuid:asked>/", rfi.door),
    path("rfis/<uuid:asked>/correct/", rfi_form.correction),
]
