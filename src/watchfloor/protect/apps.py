"""Protect as a Django application."""

from django.apps import AppConfig


class ProtectConfig(AppConfig):
    name = "watchfloor.protect"
    label = "protect"
