"""Addresses of the pages that look after the house: settings, people, groups, feeds, purges, health."""

from django.urls import path

from watchfloor.desk.web import settings
from watchfloor.protect.web.navigation import Way, declare_way

declare_way(Way("Look after", "Settings", settings.HERE, "g ,", order=99))

urlpatterns = [
    path("settings/", settings.door),
]
