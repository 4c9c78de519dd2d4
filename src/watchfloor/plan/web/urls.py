"""Addresses of plan, and its ways in the navigation."""

from django.urls import include, path

from watchfloor.plan.queries.watch import READ
from watchfloor.plan.web import callout, duty, duty_parts, following, log, shift
from watchfloor.protect.web.navigation import Way, declare_way

declare_way(Way("Watch", "Watch log", log.HERE, "", frozenset({READ}), order=30))
declare_way(Way("Watch", "Duty roster", duty_parts.HERE, "", frozenset({READ}), order=33))

urlpatterns = [
    path("", include("watchfloor.plan.web.urls_needs")),
    path("following/", following.door),
    path("watch/log/", log.door),
    path("watch/shift/close/", shift.door),
    path("duty/", duty.door),
    path("duty/entry/<uuid:duty>/", duty.one_door),
    path("duty/<uuid:callout>/", callout.door),
]
