"""Addresses of gather, and its way in the navigation."""

from django.urls import path

from watchfloor.gather.web import report, reporter, upload
from watchfloor.protect.web.navigation import Way, declare_way

declare_way(Way("Report", "New report", report.HERE, "", frozenset({report.RIGHT}), order=10))
declare_way(Way("Report", "Bring in a file", upload.HERE, "", frozenset({upload.RIGHT}), order=20))

urlpatterns = [
    path("report/", report.door),
    path("report/file/", upload.door),
    path("records/<uuid:record>/reporter/", reporter.door),
    path("records/<uuid:record>/files/<uuid:file>/", reporter.take),
]
