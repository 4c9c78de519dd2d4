"""Addresses of waves of reports, and of what leaves of an ISE-SAR and comes back."""

from django.urls import path

from watchfloor.desk.web import heard, ise_sar, second_looks, sent, sharing, waves
from watchfloor.protect.web.navigation import Way, declare_way

declare_way(Way("Look after", "Sent elsewhere", sent.HERE, "", frozenset({ise_sar.RIGHT}), order=40))
declare_way(Way("Watch", "Second looks", second_looks.HERE, "", frozenset({second_looks.RIGHT}), order=31))
declare_way(Way("Watch", "Waves", waves.HERE, "", frozenset({waves.RIGHT}), order=32))

urlpatterns = [
    path("waves/", waves.waves),
    path("second-looks/", second_looks.door),
    path("records/<uuid:record>/ise-sar/", ise_sar.door),
    path("records/<uuid:record>/sharing/", sharing.door),
    path("records/<uuid:record>/sharing/<uuid:package>/<slug:form>/", sharing.take),
    path("sharing/", sent.door),
    path("sharing/agencies/", heard.heard),
    path("sharing/sent.csv", sent.export),
    path("sharing/ise-sar.xsd", sent.schema),
]
