"""Addresses of the desk, and its ways in the navigation."""

from django.urls import include, path

from watchfloor.desk.web import (
    board,
    handover,
    health,
    hits,
    inbox,
    inbox_deeds,
    ledger,
    live,
    matches,
    models,
    notices,
    pointer,
    record,
    record_class,
    record_copy,
    request,
    request_parts,
    requests,
    saved,
    search,
    search_taken,
    set_aside,
    threat,
    threats,
    tip,
    workspace,
    workspace_product,
)
from watchfloor.protect.web.navigation import Way, declare_way

READ = frozenset({"record.read"})
declare_way(Way("Watch", "Watch board", board.HERE, "g w", frozenset({"watch.read"}), order=5))
declare_way(Way("Watch", "Inbox", inbox.HERE, "g i", READ, inbox.KINDS, order=10))
declare_way(Way("Watch", "Threats", "/threats/", "", READ, order=15))
declare_way(Way("Watch", "Request desk", request_parts.HERE, "g q", frozenset({"watch.read"}), order=7))
declare_way(Way("Watch", "Hand-over sheet", handover.HERE, "", frozenset({"watch.read"}), order=31))
declare_way(Way("Watch", "Notices", "/notices/", "", order=40))
declare_way(Way("Watch", "Search", "/search/", "", frozenset({"record.search"}), order=20))
declare_way(Way("Watch", "Saved searches", "/searches/", "", frozenset({"record.search"}), order=21))
declare_way(Way("Watch", "Workspace", "/workspace/", "g x", READ, order=25))
declare_way(Way("Watch", "Match review", "/matches/", "g k", frozenset({matches.RIGHT}), order=27))
declare_way(Way("Watch", "List hits", hits.HERE, "", frozenset({hits.RIGHT}), order=28))
declare_way(Way("Watch", "Models of matching", models.HERE, "", frozenset({"model.take"}), order=29))
declare_way(Way("Look after", "Ledger", "/ledger/", "g l", frozenset({"ledger.read"}), order=90))

urlpatterns = [
    path("", inbox.inbox),
    path("inbox/", inbox.inbox),
    path("inbox/deeds/", inbox_deeds.deeds),
    path("inbox/undo/<uuid:deed>/", inbox_deeds.undo),
    path("inbox/<uuid:record>/", inbox.preview),
    path("records/<uuid:record>/", record.door),
    path("records/<uuid:record>/original", record.take),
    path("records/<uuid:record>/copy/", record_copy.door),
    path("records/<uuid:record>/class/", record_class.door),
    path("set-aside/<uuid:aside>/", set_aside.door),
    path("tips/<uuid:record>/", tip.door),
    path("threats/", threats.threats),
    path("threats/pointer/", pointer.door),
    path("threats/<uuid:record>/", threat.door),
    path("watch/hand-over/", handover.door),
    path("notices/", notices.notices),
    path("search/", search.search),
    path("search/export/", search_taken.export),
    path("searches/", saved.door),
    path("requests/", requests.door),
    path("requests/<uuid:asked>/", request.door),
    path("matches/", matches.door),
    path("matches/lists/", hits.door),
    path("matches/lists/screen/", hits.order),
    path("matches/models/", models.door),
    path("matches/lists/<uuid:hit>/undo/", hits.take_back),
    path("matches/<uuid:pair>/undo/", matches.take_back),
    path("workspace/", workspace.workspace),
    path("workspace/export/", workspace.export),
    path("workspace/product/", workspace_product.door),
    path("watch/", board.board),
    path("live/", live.live),
    path("ledger/", ledger.page_of_facts),
    path("", include("watchfloor.desk.web.urls_ground")),
    path("", include("watchfloor.desk.web.urls_house")),
    path("", include("watchfloor.desk.web.urls_privacy")),
    path("", include("watchfloor.desk.web.urls_rfis")),
    path("", include("watchfloor.desk.web.urls_sharing")),
    path("", include("watchfloor.desk.web.urls_needs")),
    path("", include("watchfloor.desk.web.urls_tasks")),
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("metrics", health.metrics),
]
