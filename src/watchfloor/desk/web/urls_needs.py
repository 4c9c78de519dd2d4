"""Addresses that join information needs with records: coverage, and what one record answers."""

from django.urls import path

from watchfloor.desk.web import coverage, product_needs, record_needs

urlpatterns = [
    path("needs/coverage/", coverage.door),
    path("records/<uuid:record>/needs/", record_needs.door),
    path("products/<uuid:of>/needs/", product_needs.door),
]
