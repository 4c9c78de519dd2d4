"""Addresses of what watches over people's privacy: reviews, the privacy desk, the policy in force."""

from django.urls import path

from watchfloor.desk.web import privacy, privacy_holds, privacy_pack, privacy_policy, privacy_redress, reviews
from watchfloor.protect.web.navigation import Way, declare_way

declare_way(Way("Look after", "Reviews", reviews.HERE, "", frozenset({reviews.RIGHT, reviews.SEES}), order=35))
declare_way(Way("Look after", "Privacy desk", privacy.HERE, "g v", frozenset({privacy.RIGHT}), order=5))

urlpatterns = [
    path("reviews/", reviews.reviews),
    path("records/<uuid:record>/review/", reviews.door),
    path("privacy/", privacy.door),
    path("privacy/holds/", privacy_holds.door),
    path("privacy/pack/", privacy_pack.door),
    path("privacy/redress/", privacy_redress.cases),
    path("privacy/redress/<uuid:case>/", privacy_redress.door),
    path("privacy/policy/", privacy_policy.policy),
    path("privacy/policy/<slug:package>/<path:name>/", privacy_policy.file),
]
