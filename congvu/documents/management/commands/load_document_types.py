"""Adds the kinds of documents the law knows."""

from typing import Any

from django.core.management.base import BaseCommand

from congvu.documents.loading import load_document_types


class Command(BaseCommand):
    help = "Add the kinds of documents of Decree 30/2020 that are missing. What the office has changed stays."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{load_document_types()} kinds of documents added")
