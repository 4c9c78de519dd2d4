"""Addresses for machines of others; the slash at the end belongs to them (TAXII 2.1, section 1.6.1)."""

from django.urls import path

from watchfloor.network.web import misp, taxii

ROOT = "taxii2/center/"
urlpatterns = [
    path("taxii2/", taxii.discovery),
    path(ROOT, taxii.api_root),
    path(f"{ROOT}collections/", taxii.all_collections),
    path(f"{ROOT}collections/<uuid:collection_id>/", taxii.one_collection),
    path(f"{ROOT}collections/<uuid:collection_id>/manifest/", taxii.manifest),
    path(f"{ROOT}collections/<uuid:collection_id>/objects/", taxii.objects),
    path(f"{ROOT}collections/<uuid:collection_id>/objects/<str:object_id>/", taxii.one_object),
    path(f"{ROOT}collections/<uuid:collection_id>/objects/<str:object_id>/versions/", taxii.versions),
    path(f"{ROOT}status/<str:status_id>/", taxii.status),
    path("misp/manifest.json", misp.manifest),
    path("misp/<uuid:event_id>.json", misp.event),
]
