"""The application."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """What is sold."""

    name = "catalogue"

    def ready(self) -> None:
        """Has records indexed when they are saved."""
        from catalogue import indexing  # noqa: F401  models are there only now
