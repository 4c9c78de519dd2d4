"""Addresses of what we protect, and its way in the navigation."""

from django.urls import path

from watchfloor.desk.web import area_form, areas, asset, asset_form, assets, event, events, software
from watchfloor.protect.web.navigation import Way, declare_way

declare_way(Way("Watch", "What we protect", assets.HERE, "g a", frozenset({assets.RIGHT}), order=26))

urlpatterns = [
    path("assets/", assets.assets),
    path("assets/new/", asset_form.new_door),
    path("assets/<uuid:asset>/", asset.door),
    path("assets/<uuid:asset>/correct/", asset_form.door),
    path("areas/", areas.show),
    path("areas/new/", area_form.new_door),
    path("areas/<uuid:area>/", area_form.door),
    path("events/", events.door),
    path("events/<uuid:event>/", event.door),
    path("software/", software.door),
]
