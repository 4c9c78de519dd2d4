"""Which path leads to which door. Each package lists its own addresses in web/urls.py."""

from django.urls import URLPattern, URLResolver, include, path

from watchfloor.desk.api.machines import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("watchfloor.protect.web.urls")),
    path("", include("watchfloor.desk.web.urls")),
    path("", include("watchfloor.plan.web.urls")),
    path("", include("watchfloor.gather.web.urls")),
    path("", include("watchfloor.disseminate.web.urls")),
    path("", include("watchfloor.network.web.urls")),
    path("", include("watchfloor.demo.web")),
    path("api/", api.urls),
]
handler400 = "watchfloor.protect.web.errors.bad_request"
handler403 = "watchfloor.protect.web.errors.not_done"
handler404 = "watchfloor.protect.web.errors.not_found"
handler500 = "watchfloor.protect.web.errors.failed"
