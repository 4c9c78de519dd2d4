"""Addresses of disseminate, and its way in the navigation."""

from django.urls import path

from watchfloor.disseminate.web import imminent, product, products, released
from watchfloor.protect.web.navigation import Way, declare_way

declare_way(Way("Watch", "Products", "/products/", "g p", frozenset({"record.read"}), order=30))

urlpatterns = [
    path("products/", products.products),
    path("products/<uuid:product>/", product.door),
    path("r/<uuid:release>/", released.door),
    path("r/<uuid:release>/bulletin.<str:form>", released.download),
    path("imminent/<uuid:which>/", imminent.door),
]
