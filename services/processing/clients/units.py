"""What departments are called, for people: intake's law pack, asked now and then."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from chassis.kernel.errors import Problem
from chassis.rpc.client import RpcChannel
from motcua.intake.v1.catalogue_service_pb2 import ListDepartmentsRequest
from motcua.intake.v1.catalogue_service_pb2_grpc import CatalogueServiceStub

DEADLINE_SECONDS = 0.5
FRESH_SECONDS, AGAIN_SECONDS = 600.0, 5.0


class UnitNames:
    """Token → (Vietnamese, English). A page never waits long for a name: if intake is away, the last ones known, or
    none, and the page shows the token."""

    def __init__(self, channel: RpcChannel) -> None:
        self._stub = CatalogueServiceStub(channel.channel)
        self._names: Mapping[str, tuple[str, str]] = {}
        self._ask_at = 0.0

    async def __call__(self) -> Mapping[str, tuple[str, str]]:
        now = asyncio.get_running_loop().time()
        if now >= self._ask_at:
            self._ask_at = now + AGAIN_SECONDS
            try:
                answer = await self._stub.ListDepartments(ListDepartmentsRequest(), timeout=DEADLINE_SECONDS)
            except Problem:
                return self._names
            self._names = {one.token: (one.name, one.name_en) for one in answer.departments}
            self._ask_at = now + FRESH_SECONDS
        return self._names
