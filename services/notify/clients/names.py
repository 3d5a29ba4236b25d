"""What agencies, departments and procedures are called: asked from intake once, then remembered."""

from __future__ import annotations

from collections.abc import Mapping

from chassis.kernel.errors import Problem
from chassis.rpc.client import RpcChannel
from motcua.intake.v1.catalogue_service_pb2 import GetProcedureVersionRequest, ListDepartmentsRequest
from motcua.intake.v1.catalogue_service_pb2_grpc import CatalogueServiceStub
from notify.domain.occurrence import Particulars

_DEADLINE_SECONDS = 2.0


class GrpcNames:
    """Fulfils ``application.ports.Names``. A name that cannot be asked for now is replaced by its token or
    code."""

    def __init__(self, channel: RpcChannel, agencies: Mapping[str, Mapping[str, str]]) -> None:
        """agencies: token → language → name; intake's API does not tell them."""
        self._catalogue = CatalogueServiceStub(channel.channel)
        self._agencies = agencies
        self._departments: dict[str, dict[str, str]] = {}
        self._procedures: dict[tuple[str, int], str] = {}

    async def agency(self, token: str, language: str) -> str:
        return self._agencies.get(token, {}).get(language, token)

    async def department(self, token: str, language: str) -> str:
        if token not in self._departments:
            try:
                listed = await self._catalogue.ListDepartments(ListDepartmentsRequest(), timeout=_DEADLINE_SECONDS)
            except Problem:
                return token
            self._departments |= {one.token: {"vi": one.name, "en": one.name_en} for one in listed.departments}
        return self._departments.get(token, {}).get(language) or token

    async def procedure(self, particulars: Particulars, language: str) -> str:
        del language  # the law names procedures in Vietnamese only
        key = (particulars.procedure_key, particulars.procedure_version)
        if key not in self._procedures:
            try:
                found = await self._catalogue.GetProcedureVersion(
                    GetProcedureVersionRequest(key=key[0], version=key[1]), timeout=_DEADLINE_SECONDS
                )
            except Problem:
                return particulars.procedure_code or particulars.procedure_key
            self._procedures[key] = found.procedure.name
        return self._procedures[key] or particulars.procedure_code or particulars.procedure_key
