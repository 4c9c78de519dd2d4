"""Addresses of the pages that look after the house: settings, people, groups, feeds, purges, health."""

from django.urls import path

from watchfloor.desk.web import feeds, house_health, people, purge, settings
from watchfloor.protect.web.navigation import Way, declare_way

LOOK_AFTER = "Look after"
declare_way(Way(LOOK_AFTER, "Feeds", feeds.HERE, "", frozenset({feeds.READ}), order=10))
declare_way(Way(LOOK_AFTER, "People and agencies", people.HERE, "", frozenset({people.READ}), order=20))
declare_way(Way(LOOK_AFTER, "Groups", "/groups/", "", frozenset({people.READ, "product.draft"}), order=30))
declare_way(Way(LOOK_AFTER, "Purges", purge.HERE, "", frozenset({purge.RIGHT}), order=40))
declare_way(Way(LOOK_AFTER, "Health", house_health.HERE, "", frozenset({house_health.RIGHT}), order=80))
declare_way(Way(LOOK_AFTER, "Settings", settings.HERE, "g ,", order=99))

urlpatterns = [
    path("settings/", settings.door),
    path("people/", people.everybody),
    path("people/<uuid:person>/", people.person_door),
    path("agencies/<uuid:agency>/", people.agency),
    path("groups/", people.groups),
    path("feeds/", feeds.door),
    path("purges/", purge.purges),
    path("purges/<uuid:purge>/", purge.purged),
    path("purges/<uuid:purge>/certificate.json", purge.certified),
    path("purges/proposals/<uuid:proposal>/", purge.answer_door),
    path("records/<uuid:record>/purge/", purge.ask_door),
    path("health/", house_health.health),
]
