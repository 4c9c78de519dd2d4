"""Core as a Django application, and how the others load their tables."""

from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig


class TabledConfig(AppConfig):
    """A package whose `models` is a folder, a module a subject; every one is loaded, since its `__init__` is bare."""

    def import_models(self) -> None:
        super().import_models()
        for found in iter_modules(import_module(f"{self.name}.models").__path__):
            import_module(f"{self.name}.models.{found.name}")


class CoreConfig(AppConfig):
    name = "watchfloor.core"
    label = "core"
