"""The events as their descriptors tell: contract, fields, and the comments of the protos."""

from __future__ import annotations

import importlib
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from google.protobuf.descriptor import Descriptor
from google.protobuf.descriptor_pb2 import FileDescriptorProto, FileDescriptorSet

from generators import stubs
from motcua.common.v1 import options_pb2


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """type: "dossier.accepted". owners: services. subject: what the subject identifies. module: of its stub."""

    type: str
    owners: tuple[str, ...]
    subject: str
    title_vi: str
    descriptor: Descriptor
    module: str

    @property
    def name(self) -> str:
        """ "DossierAccepted"."""
        return self.descriptor.name

    @property
    def full_type(self) -> str:
        """The CloudEvents type, "motcua.dossier.accepted.v1"."""
        return f"motcua.{self.type}.v1"

    @property
    def address(self) -> str:
        """The NATS subject with its parameters."""
        return f"motcua.v1.{{agency}}.{{department}}.{self.type}"


def events() -> list[Event]:
    """Every message of motcua.events.v1, dossier events first, in the order of the files."""
    known = [_event(message, module) for message, module in _messages("motcua/events/v1/")]
    return sorted(known, key=lambda event: not event.type.startswith("dossier."))


def _messages(folder: str) -> Iterator[tuple[Descriptor, str]]:
    for path in stubs.protos():
        if path.startswith(folder):
            module = importlib.import_module(path.removesuffix(".proto").replace("/", ".") + "_pb2")
            for message in module.DESCRIPTOR.message_types_by_name.values():
                yield message, module.__name__


def _event(message: Descriptor, module: str) -> Event:
    contract = message.GetOptions().Extensions[options_pb2.event]
    if not contract.type:
        raise SystemExit(f"{message.full_name} is in motcua.events.v1 without option (motcua.common.v1.event)")
    return Event(
        type=contract.type,
        owners=tuple(contract.owners),
        subject=contract.subject,
        title_vi=contract.title_vi,
        descriptor=message,
        module=module,
    )


@cache
def comments() -> Mapping[str, str]:
    """Full name of a message, field, enum or value → its leading comment on one line."""
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "set"
        stubs.run(f"--descriptor_set_out={out}", "--include_source_info", *stubs.protos())
        described = FileDescriptorSet.FromString(out.read_bytes())
    return {name: text for file in described.file for name, text in _comments_of(file)}


def _comments_of(file: FileDescriptorProto) -> Iterator[tuple[str, str]]:
    # Paths as in descriptor.proto: message_type is 4, enum_type 5, field and value 2.
    for location in file.source_code_info.location:
        text = " ".join(location.leading_comments.split())
        match list(location.path):
            case [4, i]:
                yield f"{file.package}.{file.message_type[i].name}", text
            case [4, i, 2, j]:
                message = file.message_type[i]
                yield f"{file.package}.{message.name}.{message.field[j].name}", text
            case [5, i]:
                yield f"{file.package}.{file.enum_type[i].name}", text
            case [5, i, 2, j]:
                enum = file.enum_type[i]
                yield f"{file.package}.{enum.name}.{enum.value[j].name}", text
