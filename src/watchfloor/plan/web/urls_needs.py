"""Addresses of the information needs, and their way in the navigation."""

from django.urls import path

from watchfloor.plan.queries.needs import READ
from watchfloor.plan.web import need, needs, packs, words
from watchfloor.plan.web.needs_parts import HERE
from watchfloor.protect.web.navigation import Way, declare_way

declare_way(Way("Look after", "Information needs", HERE, "g e", frozenset({READ}), order=7))

urlpatterns = [
    path("needs/", needs.door),
    path("needs/words/", words.door),
    path("needs/packs/", packs.door),
    path("needs/<uuid:need>/", need.door),
]
