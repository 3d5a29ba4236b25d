"""The adapters of this installation, from one TOML file (``MOTCUA_SYNC_FILE``); see docs/operate/sync.md."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from notify.application.sync.ports import Adapter, OtherSystem
from notify.clients.portal import HttpOtherSystem, Portal, PortalAddress, Rest, RestAddress
from notify.domain.selection import Selection


class _Adapter(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str = Field(pattern=r"^[a-z0-9-]{1,40}$")
    title: str = Field(min_length=1, max_length=200)
    agencies: frozenset[str] = frozenset()
    departments: frozenset[str] = frozenset()
    procedures: frozenset[str] = frozenset()
    batch: int = Field(default=50, ge=1, le=500)
    number_of: str = ""
    system: Annotated[PortalAddress | RestAddress, Field(discriminator="kind")]

    def adapter(self) -> Adapter:
        chosen = Selection(agencies=self.agencies, departments=self.departments, procedures=self.procedures)
        return Adapter(
            key=self.key,
            title=self.title,
            selection=chosen,
            batch=self.batch,
            number_of=self.number_of,
            is_portal=isinstance(self.system, PortalAddress),
        )


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    adapter: tuple[_Adapter, ...] = ()


class SyncFileWrong(ValueError):
    """The file cannot be used; the text names the place and what to do."""


def read_adapters(path: Path | None) -> tuple[tuple[Adapter, OtherSystem], ...]:
    """Nothing without a file. Raises SyncFileWrong."""
    if path is None:
        return ()
    try:
        read = _File.model_validate(tomllib.loads(path.read_text("utf-8")))
    except (OSError, tomllib.TOMLDecodeError) as fault:
        raise SyncFileWrong(f"MOTCUA_SYNC_FILE {path}: {fault}") from fault
    except ValidationError as fault:
        places = "; ".join(f"{'.'.join(map(str, error['loc']))}: {error['msg']}" for error in fault.errors())
        raise SyncFileWrong(f"MOTCUA_SYNC_FILE {path}: {places}") from fault
    keys = [one.key for one in read.adapter]
    if len(keys) != len(set(keys)):
        raise SyncFileWrong(f"MOTCUA_SYNC_FILE {path}: two adapters have one key")
    return tuple((one.adapter(), _system(one.system)) for one in read.adapter)


def _system(address: PortalAddress | RestAddress) -> Portal | Rest:
    return Portal(address) if isinstance(address, PortalAddress) else Rest(address)


class SystemsPart:
    """Closes the connections at the end."""

    name = "other-systems"

    def __init__(self, systems: tuple[OtherSystem, ...]) -> None:
        self._systems = systems

    async def start(self) -> None:
        """Connections are opened at the first use."""

    async def stop(self) -> None:
        for system in self._systems:
            if isinstance(system, HttpOtherSystem):
                await system.close()
