"""The worker threads behind SQLite connections, kept so that closing a database means that they have ended.

A connection whose statement was cancelled is thrown away while its thread still works; it would report to an event
loop that may be closed by then.
"""

from __future__ import annotations

import asyncio
from threading import Thread
from typing import Any

import aiosqlite

_END_SECONDS = 10.0
_LOOK_SECONDS = 0.005


class SqliteThreads:
    """Opens connections for an engine (``async_creator``) and waits for their threads."""

    def __init__(self) -> None:
        self._threads: set[Thread] = set()

    async def open(self, *arguments: Any, **settings: Any) -> aiosqlite.Connection:
        connection = aiosqlite.connect(*arguments, **settings)
        thread: Thread = connection._thread
        thread.daemon = True
        self._threads = {each for each in self._threads if each.is_alive()} | {thread}
        try:
            return await connection
        except BaseException:  # cancelled while opening: nobody else knows of this thread
            connection.stop()
            raise

    async def ended(self) -> None:
        """Until every thread has ended, ten seconds at most. Close the engines first."""
        end = asyncio.get_running_loop().time() + _END_SECONDS
        while any(thread.is_alive() for thread in self._threads):
            if asyncio.get_running_loop().time() > end:
                return
            await asyncio.sleep(_LOOK_SECONDS)
        self._threads.clear()
