"""Addresses of sign-in and purpose."""

from django.urls import path

from watchfloor.protect.web import (
    approving,
    cases,
    expiring,
    factors,
    flagged,
    glass,
    purpose,
    redress,
    resets,
    session,
    signin,
    spills,
    texts,
    withdrawal,
)
from watchfloor.protect.web.navigation import Way, declare_way

LOOK_AFTER = "Look after"
declare_way(Way(LOOK_AFTER, "Cases", cases.HERE, "", frozenset({cases.RIGHT}), order=45))
declare_way(Way(LOOK_AFTER, "Flagged inquiries", flagged.HERE, "", frozenset({flagged.SEES}), order=55))
declare_way(Way(LOOK_AFTER, "Texts to look at", texts.HERE, "", frozenset({texts.LOOKS}), order=56))
declare_way(Way(LOOK_AFTER, "Closed away", spills.HERE, "", frozenset({spills.READS}), order=58))
declare_way(Way(LOOK_AFTER, "Approve policy", approving.HERE, "", frozenset({approving.RIGHT}), order=57))
declare_way(Way(LOOK_AFTER, "Expiry", expiring.HERE, "", frozenset({expiring.RIGHT}), order=59))
declare_way(Way(LOOK_AFTER, "Break-glass", glass.HERE, "", frozenset({"record.read"}), order=50))
declare_way(Way(LOOK_AFTER, "Second factors", factors.HERE, "", order=95))
declare_way(Way(LOOK_AFTER, "Lost second factors", resets.HERE, "", frozenset({resets.RIGHT}), order=58))

urlpatterns = [
    path("cases/", cases.door),
    path("privacy/inquiries/", flagged.show),
    path("privacy/texts/", texts.door),
    path("privacy/spills/", spills.show),
    path("privacy/spills/<uuid:spill>/", spills.one_door),
    path("records/<uuid:record>/spill/", spills.report_door),
    path("privacy/policy/approve/", approving.door),
    path("privacy/expiry/", expiring.door),
    path("privacy/inquiries/<uuid:flag>/", flagged.one_door),
    path("break-glass/", glass.door),
    path("break-glass/end/", glass.end),
    path("break-glass/<uuid:glass>/", glass.one_door),
    path("redress/", redress.door),
    path("redress/status/", redress.status),
    path("withdrawals/<uuid:withdrawal>/", withdrawal.door),
    path("people/login/", signin.login),
    path("people/login/factor/", signin.second),
    path("people/factors/", factors.door),
    path("people/factors/resets/", resets.door),
    path("people/factors/<uuid:factor>/", factors.one_door),
    path("people/logout/", signin.logout),
    path("people/purpose/", purpose.door),
    path("people/session/", session.door),
    path("sign-in/first/<str:token>/", signin.first_link),
]
