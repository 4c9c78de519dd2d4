"""Addresses of sign-in and purpose."""

from django.urls import path

from watchfloor.protect.web import purpose, session, signin

urlpatterns = [
    path("people/login/", signin.login),
    path("people/logout/", signin.logout),
    path("people/purpose/", purpose.door),
    path("people/session/", session.door),
    path("sign-in/first/<str:token>/", signin.first_link),
]
