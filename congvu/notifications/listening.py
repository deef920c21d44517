"""The one connection of a live process on which PostgreSQL says what was told."""

import asyncio
import json
import logging
import time
from collections.abc import Callable
from typing import Any

import psycopg
from django.db import connection

from congvu.notifications.notify import CHANNEL

logger = logging.getLogger(__name__)

LONGEST_PAUSE_SECONDS = 10
LULL = 0.02  # seconds in which messages that follow one another are taken together: to wake costs more than to hear ten


class Listener:
    """Calls `hear` with every message; when a lost connection is back, `missed`: something may have been said."""

    def __init__(self, hear: Callable[[dict[str, Any]], None], missed: Callable[[], None], heartbeat: float) -> None:
        self.hear = hear
        self.missed = missed
        self.heartbeat = heartbeat
        self.connected = False

    async def run(self) -> None:
        """Until cancelled."""
        failures = 0
        while True:
            try:
                await self._listen(again=failures > 0)
            except (psycopg.Error, OSError) as error:
                failures = 1 if self.connected else failures + 1
                self.connected = False
                pause = min(0.25 * 2**failures, LONGEST_PAUSE_SECONDS)
                logger.warning("the database does not speak to us (%s): trying again in %.1f s", error, pause)
                await asyncio.sleep(pause)

    async def _listen(self, *, again: bool) -> None:
        async with await psycopg.AsyncConnection.connect(**_address(), autocommit=True) as listening:
            await listening.execute(f"LISTEN {CHANNEL}")
            self.connected = True
            if again:
                self.missed()
            while True:
                heard, begun = 0, time.monotonic()
                async for notification in listening.notifies(timeout=self.heartbeat, stop_after=1):
                    self._hear(notification.payload)
                    heard += 1
                if not heard:
                    await listening.execute("SELECT 1")  # finds out about a connection that died silently
                elif time.monotonic() - begun < LULL:
                    await asyncio.sleep(LULL)

    def _hear(self, payload: str) -> None:
        try:
            message = json.loads(payload)
        except ValueError:
            message = None
        if isinstance(message, dict):
            self.hear(message)
        else:
            logger.warning("not a message of ours on %s: %.80s", CHANNEL, payload)


def _address() -> dict[str, Any]:
    """The database of the settings, in the driver's words, without what only Django's own connections understand."""
    ours = {"cursor_factory", "context", "prepare_threshold", "pool", "client_encoding"}
    known = {name: value for name, value in connection.get_connection_params().items() if name not in ours}
    return known | {"application_name": "congvu live", "keepalives_idle": 30, "keepalives_interval": 10}
