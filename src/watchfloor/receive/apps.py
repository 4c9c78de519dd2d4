"""Receive as a Django application."""

from django.apps import AppConfig


class ReceiveConfig(AppConfig):
    name = "watchfloor.receive"
    label = "receive"
