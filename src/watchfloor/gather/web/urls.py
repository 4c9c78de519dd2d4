"""Addresses of gather, and its way in the navigation."""

from django.urls import path

from watchfloor.gather.actions.operations import HERE as OPERATIONS
from watchfloor.gather.actions.operations import RIGHT as STATES
from watchfloor.gather.web import field, officers, operations, outcomes, report, reporter, upload, words
from watchfloor.protect.web.navigation import Way, declare_way

declare_way(Way("Report", "New report", report.HERE, "", frozenset({report.RIGHT}), order=10))
declare_way(Way("Report", "Field report", field.HERE, "", frozenset({field.RIGHT}), order=12))
declare_way(Way("Report", "Bring in a file", upload.HERE, "", frozenset({upload.RIGHT}), order=20))
declare_way(Way("Report", "Liaison officers", officers.HERE, "", frozenset({officers.RIGHT}), order=30))
declare_way(Way("Report", "Our reports", outcomes.HERE, "", frozenset({outcomes.RIGHT}), order=27))
declare_way(Way("Report", "Operations", OPERATIONS, "", frozenset({STATES}), order=25))

urlpatterns = [
    path("report/", report.door),
    path("records/<uuid:record>/reporter/", reporter.door),
    path("records/<uuid:record>/files/<uuid:file>/", reporter.take),
    path("records/<uuid:record>/words/", words.door),
    path("report/field/", field.door),
    path("report/field/shell/", field.shell),
    path("report/field/worker.js", field.worker),
    path("report/mine/", outcomes.outcomes),
    path("report/file/", upload.door),
    path("officers/", officers.door),
    path("operations/", operations.door),
]
