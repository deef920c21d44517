"""Figures for Prometheus: what the processes of this machine counted, and what the database knows.

Every process counts into a file of its own below METRICS (prometheus_client's way for several processes); whichever is asked
adds them up. Figures of the database are asked when somebody asks for them.
"""

import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import REGISTRY

from congvu.operations.models import Backup, Reading

QUICK = (0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10)
SECONDS = Histogram("congvu_request_seconds", "Seconds to answer, by route", ["route", "method"], buckets=QUICK)
ANSWERS = Counter("congvu_answers", "Answers, by route and status", ["route", "method", "status"])
POOL = Gauge(
    "congvu_pool_connections", "Connections in the pools of the web processes", ["state"], multiprocess_mode="livesum"
)
OURS = "congvu_"


def count(route: str, method: str, status: int, seconds: float) -> None:
    """One answered request."""
    SECONDS.labels(route, method).observe(seconds)
    ANSWERS.labels(route, method, str(status)).inc()
    pool = getattr(connection, "pool", None)
    if pool is not None:
        figures = pool.get_stats()
        POOL.labels("open").set(figures.get("pool_size", 0))
        POOL.labels("free").set(figures.get("pool_available", 0))
        POOL.labels("awaited").set(figures.get("requests_waiting", 0))


def exposition(now: datetime) -> bytes:
    """The page of /metrics."""
    registry = CollectorRegistry()
    registry.register(_Counted())
    registry.register(_Known(now))
    return generate_latest(registry)


class _Counted:
    """What the processes counted: all of this machine's, or this one's alone where no folder was given."""

    def collect(self) -> Iterable[Metric]:
        if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
            return [metric for metric in REGISTRY.collect() if metric.name.startswith(OURS)]
        merged: Iterable[Metric] = MultiProcessCollector.merge([str(file) for file in _files()])
        return merged


def _files() -> Iterator[Path]:
    """The files of every process; gauges of those that have ended count no longer."""
    for file in settings.METRICS.glob("*/*.db"):
        pid = int(file.stem.rpartition("_")[2])
        if file.name.startswith("gauge_live") and not Path(f"/proc/{pid}").exists():
            file.unlink(missing_ok=True)
            continue
        yield file


# -- what the database knows ------------------------------------------------------------------------------------------
QUEUES = """
    SELECT queue_name, count(*) FILTER (WHERE status = 'todo' AND coalesce(scheduled_at, now()) <= now()),
        count(*) FILTER (WHERE status = 'doing'), count(*) FILTER (WHERE status = 'failed'),
        extract(epoch FROM max(now() - coalesce(j.scheduled_at, e.at)) FILTER (WHERE status = 'todo'
            AND coalesce(scheduled_at, now()) <= now()))::float
    FROM procrastinate_jobs j
    LEFT JOIN LATERAL (SELECT at FROM procrastinate_events WHERE job_id = j.id AND type = 'deferred' LIMIT 1) e ON true
    WHERE status IN ('todo', 'doing', 'failed') GROUP BY 1 ORDER BY 1
"""
SEALS = """
    SELECT (SELECT count(*) FROM records_unsealedentry),
        (SELECT extract(epoch FROM now() - sealed_at)::float FROM records_historyseal ORDER BY id DESC LIMIT 1)
"""
CONNECTIONS = """
    SELECT coalesce(nullif(application_name, ''), 'other'), coalesce(state, 'none'), count(*) FROM pg_stat_activity
    WHERE datname = current_database() GROUP BY 1, 2
"""
WORKERS = "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '60 seconds'"


def rows(query: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


class _Known:
    def __init__(self, now: datetime) -> None:
        self.now = now

    def collect(self) -> Iterator[Metric]:
        yield from _queues()
        ((unsealed, sealed_ago),) = rows(SEALS)
        yield _one("history_unsealed", "History entries that wait for their seal", unsealed)
        if sealed_ago is not None:
            yield _one("history_sealed_ago_seconds", "Since the last seal", sealed_ago)
        open_ = GaugeMetricFamily(f"{OURS}database_connections", "Connections, by program", labels=["program", "state"])
        for program, state, number in rows(CONNECTIONS):
            open_.add_metric([program, state], number)
        yield open_
        yield _one("workers", "Workers that gave a sign of life within a minute", rows(WORKERS)[0][0])
        for reading in Reading.objects.order_by("name"):
            yield _one(reading.name, "Read every five minutes", reading.value)
        yield from self._backups()

    def _backups(self) -> Iterator[Metric]:
        kept = Backup.objects.kept()
        last, verified = kept.first(), kept.filter(verified_at__isnull=False).first()
        if last:
            yield _one(
                "backup_age_seconds", "Since the last copy was begun", (self.now - last.begun_at).total_seconds()
            )
        if verified and verified.verified_at:
            ago = (self.now - verified.verified_at).total_seconds()
            yield _one("backup_verified_age_seconds", "Since a copy was last restored on trial", ago)


def _queues() -> list[Metric]:
    waiting, doing, failed, oldest = (
        GaugeMetricFamily(f"{OURS}jobs_{name}", words, labels=["queue"])
        for name, words in (
            ("waiting", "Jobs that could be done now"),
            ("doing", "Jobs being done"),
            ("failed", "Jobs that failed for good"),
            ("oldest_seconds", "How long the oldest job waits"),
        )
    )
    for queue, todo, doing_now, failed_ones, age in rows(QUEUES):
        waiting.add_metric([queue], todo)
        doing.add_metric([queue], doing_now)
        failed.add_metric([queue], failed_ones)
        oldest.add_metric([queue], age or 0)
    return [waiting, doing, failed, oldest]


def _one(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(f"{OURS}{name}", words, value=value)
