"""Addresses of disseminate, and its way in the navigation."""

from django.urls import path

from watchfloor.disseminate.web import as_group, exports, imminent, product, products, released, versions, weighing
from watchfloor.protect.web.navigation import Way, declare_way

declare_way(Way("Watch", "Products", "/products/", "g p", frozenset({"record.read"}), order=30))
declare_way(Way("Watch", "Bulk exports", exports.HERE, "", frozenset({"record.read", exports.OVERSEES}), order=35))

urlpatterns = [
    path("products/", products.products),
    path("products/<uuid:product>/", product.door),
    path("products/<uuid:product>/weigh/", weighing.weighed),
    path("products/<uuid:product>/versions/", versions.show),
    path("products/<uuid:product>/as/<uuid:group>/", as_group.show),
    path("products/<uuid:product>/as/<uuid:group>/bulletin.<str:form>", as_group.download),
    path("r/<uuid:release>/", released.door),
    path("r/<uuid:release>/bulletin.<str:form>", released.download),
    path("exports/", exports.show),
    path("exports/ask/", exports.ask_door),
    path("exports/<uuid:export>/", exports.one_door),
    path("exports/<uuid:export>/file", exports.take),
    path("imminent/<uuid:which>/", imminent.door),
]
