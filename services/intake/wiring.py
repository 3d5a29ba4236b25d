"""Composition root of intake: the only place that knows every class. Constructs everything, opens nothing."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from chassis.entry import Assembly
from chassis.files import S3Options
from chassis.files.format import FileKeys
from chassis.ground import Ground
from chassis.history.proofs import Proofs
from chassis.http.limits import Guesses
from chassis.repeating import Repeating
from chassis.rpc.client import RpcChannel
from chassis.telemetry import logs
from chassis.timers.loop import TimerLoop
from intake.api.grpc import servicers
from intake.api.http import routers
from intake.api.metrics import ShownLaw
from intake.application import LoadLawPack, LoadLawPackHandler, UseCases
from intake.application.exports import ExportPorts
from intake.application.files.ports import FilePorts
from intake.application.forms import Letters
from intake.application.law_in_force import LawInForce
from intake.application.law_packs import OpenDossiers
from intake.application.neighbours import LiveCases
from intake.application.reading import Register
from intake.clients.letters import GrpcLetters, NoLetters
from intake.clients.open_dossiers import GrpcOpenDossiers, NoOpenDossiers
from intake.clients.processing import GrpcLiveCases, NoLiveCases
from intake.domain.files.stored import FileLimits
from intake.domain.forms.public_pages import PublicPages
from intake.domain.tracking import ALPHABET, LENGTH, spelled
from intake.events.consumers import SOURCES, FollowingConsumer
from intake.events.publishing import published
from intake.lawpack import LawPackInvalid, read
from intake.lawpack.uploaded import UploadedPacks
from intake.printing.typst_printer import TypstPrinter
from intake.settings import Settings
from intake.store.draft_rows import SqlDraftShelf
from intake.store.export_files import LawfulSheets, VaultFiles
from intake.store.exports import SqlExports
from intake.store.feedback_reads import SqlFeedbackShelf
from intake.store.file_contents import VaultContents
from intake.store.file_rows import SqlFileShelf
from intake.store.history import history_under
from intake.store.reads import SqlReads
from intake.store.register import SqlRegister
from intake.store.sealing_keys import SealingKeys
from intake.store.tables import messaging
from intake.store.unit_of_work import SERVICE, SqlUnitOfWork
from intake.web import pages

DESCRIPTION = """Bộ phận Một cửa: tiếp nhận hồ sơ, hẹn trả, trả kết quả. / The one-stop counter: takes in dossiers,
says when the result is due, hands it over. Every refusal is an RFC 9457 problem with a stable `type`."""
LAW_SECONDS = 2.0  # how long a replica may work by the pack that was in force before

_log = logs.get(__name__)


class RandomSecrets:
    """Fulfils ``TrackingSecrets``: 60 bits from the machine's generator."""

    def new(self) -> str:
        # 32 letters divide 256, so the remainder favours none of them.
        return spelled("".join(ALPHABET[byte % len(ALPHABET)] for byte in secrets.token_bytes(LENGTH)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """Whom intake asks, each behind the port that the use cases know."""

    live: LiveCases
    letters: Letters
    open_dossiers: OpenDossiers
    channels: list[RpcChannel]


class LawPackPart:
    """The store has the law. The folder is for a store that has none yet, and is compared with what is in force."""

    name = "law pack"

    def __init__(self, path: Path, in_force: LawInForce, register: Register, load: LoadLawPackHandler) -> None:
        self._path = path
        self._in_force = in_force
        self._register = register
        self._load = load

    async def start(self) -> None:
        """Raises LawPackInvalid for a folder that must be read and cannot be: it names file, line and remedy of every
        fault. Where the store has a pack already, a broken folder is only told of."""
        digest = await self._register.law_pack_in_force()
        stored = await self._register.law_pack(digest) if digest else None
        try:
            folder = await asyncio.to_thread(read, self._path)
        except LawPackInvalid as fault:
            if stored is None:
                raise
            self._in_force.enact(stored)
            _log.warning("law pack folder cannot be read; the law in force stays", faults=len(fault.findings))
            return
        in_force = stored or await self._load(LoadLawPack(pack=folder))
        self._in_force.enact(in_force)
        if folder.digest != in_force.digest:
            _log.warning(
                "law pack folder differs from the law in force; run: motcua lawpack plan, then motcua lawpack apply",
                folder=folder.digest[:12],
                in_force=in_force.digest[:12],
            )

    async def stop(self) -> None:
        """Nothing to end."""


async def build(settings: Settings) -> Assembly:
    """Everything of intake, not started."""
    sealing = SealingKeys(settings.sealing_keys_file)
    ground = Ground.of(SERVICE, settings, messaging, history_under(sealing))
    in_force = LawInForce()
    neighbours = _neighbours(ground)
    contents = contents_of(settings, sealing)
    ground.health.register("files", contents.check, required=False)  # without them dossiers are taken in on paper
    reads = SqlReads(ground.database, ground.clock)
    use_cases = _use_cases(ground, sealing, in_force, neighbours, contents=contents, reads=reads)
    guesses = Guesses()
    history = Proofs(database=ground.database, tables=messaging, service=SERVICE)
    api = routers(use_cases, in_force, ground.clock, history, guesses)
    site = pages(
        use_cases,
        in_force,
        clock=ground.clock,
        ids=ground.ids,
        environment=settings.environment,
        guesses=guesses,
        history=history,
    )
    app = ground.application(DESCRIPTION, [*api, site])
    return ground.assembly(
        app,
        servicers(use_cases, in_force, ground.clock),
        before=[
            sealing,
            contents,
            _law_pack(ground, sealing, in_force, use_cases),
            *neighbours.channels,
            ShownLaw(in_force),
        ],
        after=[
            Repeating("law", use_cases.law_packs.follow, soonest_seconds=LAW_SECONDS, latest_seconds=LAW_SECONDS),
            TimerLoop(use_cases.fire_timers, ground.clock, service=SERVICE),
            ground.consumer(FollowingConsumer(use_cases.follow), SOURCES),
            _sweeping(use_cases),
            _forgetting(reads, settings),
            _exporting(use_cases),
        ],
    )


def _forgetting(reads: SqlReads, settings: Settings) -> Repeating:
    """Once a day, what the log of reads has kept for long enough goes."""
    keep = timedelta(days=settings.personal_data_reads_keep_days)
    day = timedelta(days=1).total_seconds()
    return Repeating("log of reads", lambda: reads.forget(keep), soonest_seconds=day, latest_seconds=day)


def _law_pack(ground: Ground[Settings], sealing: SealingKeys, in_force: LawInForce, use_cases: UseCases) -> LawPackPart:
    register = SqlRegister(ground.database, sealing, sealing)
    return LawPackPart(ground.settings.lawpack, in_force, register, use_cases.load_law)


def _neighbours(ground: Ground[Settings]) -> Neighbours:
    if not ground.settings.processing_target:
        return Neighbours(live=NoLiveCases(), letters=NoLetters(), open_dossiers=NoOpenDossiers(), channels=[])
    channel = ground.channel(ground.settings.processing_target)
    return Neighbours(
        live=GrpcLiveCases(channel),
        letters=GrpcLetters(channel),
        open_dossiers=GrpcOpenDossiers(channel),
        channels=[channel],
    )


def contents_of(settings: Settings, keys: FileKeys) -> VaultContents:
    """Where documents are kept, not opened."""
    s3 = S3Options(
        endpoint=settings.files_s3_endpoint,
        region=settings.files_s3_region,
        access_key_id=settings.files_s3_access_key_id.get_secret_value(),
        secret_access_key=settings.files_s3_secret_access_key.get_secret_value(),
    )
    return VaultContents(settings.files_url, s3, keys)


def _sweeping(use_cases: UseCases) -> Repeating:
    async def round_of_sweeping() -> None:
        await use_cases.files.sweep()
        await use_cases.drafts.end.sweep()

    return Repeating("sweep", round_of_sweeping, soonest_seconds=60, latest_seconds=600)


def _file_ports(ground: Ground[Settings], sealing: SealingKeys, contents: VaultContents) -> FilePorts:
    settings = ground.settings
    limits = FileLimits(
        most_bytes=settings.files_most_mib * 1024**2,
        account_bytes=settings.files_account_mib * 1024**2,
        unattached_days=settings.files_unattached_days,
        draft_days=settings.files_draft_days,
    )
    return FilePorts(shelf=SqlFileShelf(ground.database, sealing), contents=contents, limits=limits)


def _use_cases(
    ground: Ground[Settings],
    sealing: SealingKeys,
    in_force: LawInForce,
    neighbours: Neighbours,
    *,
    contents: VaultContents,
    reads: SqlReads,
) -> UseCases:
    unit_of_work = SqlUnitOfWork(
        database=ground.database,
        tables=messaging,
        clock=ground.clock,
        ids=ground.ids,
        sealer=sealing,
        index=sealing,
        publish=published,
        wake=ground.relay.wake,
    )
    return UseCases.of(
        unit_of_work=unit_of_work,
        register=SqlRegister(ground.database, sealing, sealing),
        live=neighbours.live,
        law=in_force,
        clock=ground.clock,
        ids=ground.ids,
        secrets=RandomSecrets(),
        printer=TypstPrinter(),
        pages=PublicPages(ground.settings.public_url),
        letters=neighbours.letters,
        shelf=SqlFeedbackShelf(ground.database, sealing),
        files=_file_ports(ground, sealing, contents),
        drafts=SqlDraftShelf(ground.database, sealing),
        reads=reads,
        exports=_export_ports(ground, sealing, in_force),
        reader=UploadedPacks(ground.settings.lawpack.parent / "schema"),
        open_dossiers=neighbours.open_dossiers,
        now=ground.store_time(),
    )


def _export_ports(ground: Ground[Settings], sealing: SealingKeys, in_force: LawInForce) -> ExportPorts:
    return ExportPorts(
        exports=SqlExports(ground.database, ground.clock),
        files=VaultFiles(ground.settings.exports_url, sealing),
        sheets=LawfulSheets(in_force, ground.clock),
        keep=timedelta(hours=ground.settings.exports_keep_hours),
    )


def _exporting(use_cases: UseCases) -> Repeating:
    """Looks for work once a second, and goes on at once while there is some."""
    return Repeating("exports", use_cases.exports.run, soonest_seconds=1.0, latest_seconds=1.0)
