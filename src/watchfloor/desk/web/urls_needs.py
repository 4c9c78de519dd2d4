"""Addresses that join information needs with records: coverage, and what one record answers."""

from django.urls import path

from watchfloor.desk.web import coverage, record_needs, record_owner, thing_needs

urlpatterns = [
    path("needs/coverage/", coverage.door),
    path("records/<uuid:record>/needs/", record_needs.door),
    path("records/<uuid:record>/owner/", record_owner.door),
    path("products/<uuid:of>/needs/", thing_needs.of_product),
    path("requests/<uuid:of>/needs/", thing_needs.of_request),
    path("rfis/<uuid:of>/needs/", thing_needs.of_rfi),
]
