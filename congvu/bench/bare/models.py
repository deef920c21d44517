"""The one row of the bare page."""

from typing import Any, ClassVar

from django.db import models

TABLE = """
    CREATE TABLE IF NOT EXISTS bench_line (id bigint PRIMARY KEY, title text NOT NULL);
    INSERT INTO bench_line VALUES (1, 'V/v phối hợp xử lý kiến nghị') ON CONFLICT DO NOTHING;
"""


class Line(models.Model):
    """A row as any row."""

    title = models.TextField()

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        app_label = "bare"
        managed = False
        db_table = "bench_line"

    def __str__(self) -> str:
        return self.title
