"""Gather as a Django application."""

from django.apps import AppConfig


class GatherConfig(AppConfig):
    name = "watchfloor.gather"
    label = "gather"
