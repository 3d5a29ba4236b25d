"""What the law says: procedures, departments, forms, publications, reports, the calendar. Public; from memory."""

from __future__ import annotations

from datetime import date

from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem
from intake.application.law_in_force import LawInForce
from intake.application.reading import Register
from intake.domain.consultees import Consultee
from intake.domain.diagram import workflow_svg
from intake.domain.lawpack import Form, LawPack
from intake.domain.organisation import Department, Site
from intake.domain.procedures import ProcedureVersion
from intake.domain.publications import JudgedDuty, Publication, PublicationKind, judged
from intake.domain.published import as_published
from intake.domain.reporting_law import IndexThreshold, ReportForm

JudgedPublication = tuple[Publication, tuple[JudgedDuty, ...]]


class ConsultLawHandler:
    """Questions about one law pack; ``on`` null is today in the agency's zone."""

    def __init__(self, law: LawInForce, register: Register, clock: Clock) -> None:
        self._law = law
        self._register = register
        self._clock = clock

    @property
    def agency(self) -> str:
        """Token of the agency."""
        return self._law.pack.agency.token

    def today(self) -> date:
        """The local date."""
        return self._clock.now().astimezone(self._law.pack.calendar.tz).date()

    def procedures(self, on: date | None) -> tuple[ProcedureVersion, ...]:
        """Every version in force on a local date, by key."""
        return self._law.pack.versions_on(on or self.today())

    def procedure(self, key_or_code: str, on: date | None) -> ProcedureVersion:
        """The version in force on a local date; raises ``procedure-unknown``, ``procedure-not-in-force``."""
        return self._law.pack.version_on(key_or_code, on or self.today())

    def version(self, key: str, number: int) -> ProcedureVersion:
        """One version for ever; raises ``procedure-unknown``."""
        return self._law.pack.version(key, number)

    def published(self, version: ProcedureVersion) -> ProcedureVersion:
        """The version with every component that the public is told, those too that the pack leaves out."""
        return as_published(version, self._law.pack)

    def diagram(self, version: ProcedureVersion) -> str:
        """The steps of a version as an SVG document, one A4 page. Takes some milliseconds."""
        return workflow_svg(version, self._law.pack)

    def sites(self) -> tuple[Site, ...]:
        """Where dossiers are taken in, in the order of the law pack."""
        return self._law.pack.agency.sites

    def departments(self, on: date | None) -> tuple[Department, ...]:
        """The departments that exist on a local date, in the order of the law pack."""
        return self._law.pack.departments_on(on or self.today())

    def forms(self, on: date | None, number: int | None = None) -> tuple[Form, ...]:
        """The one-stop forms of a local date; with a number the one that has it; raises ``form-unknown``."""
        day = on or self.today()
        return self._law.pack.forms_on(day) if number is None else (self._law.pack.form_numbered(number, day),)

    def report_forms(self, on: date | None) -> tuple[ReportForm, ...]:
        """The statutory report forms in force on a local date."""
        return self._law.pack.report_forms_on(on or self.today())

    def thresholds(self, on: date | None) -> tuple[IndexThreshold, ...]:
        """The indicators of the index of QĐ 766/QĐ-TTg on a local date."""
        return self._law.pack.thresholds_on(on or self.today())

    def publications(self, on: date | None, kind: PublicationKind | None = None) -> tuple[JudgedPublication, ...]:
        """Every decision of publication with its duties as they stand on a local date, the latest effect first."""
        pack, day = self._law.pack, on or self.today()
        wanted = [each for each in pack.publications if kind in (None, each.kind)]
        latest_first = sorted(wanted, key=lambda each: each.effective_on, reverse=True)
        return tuple(
            (publication, judged(publication, pack.publication_duties, pack.calendar, day))
            for publication in latest_first
        )

    def consultees(self, on: date | None) -> tuple[Consultee, ...]:
        """Who may be consulted on a dossier on a local date, in the order of the law pack."""
        return self._law.pack.consultees_on(on or self.today())

    async def law(self, revision: str = "") -> LawPack:
        """The law pack in force, or an earlier one by its digest; raises ``calendar-revision-unknown``."""
        if revision in ("", self._law.pack.digest):
            return self._law.pack
        pack = await self._register.law_pack(revision)
        if pack is None:
            raise Problem(
                "calendar-revision-unknown",
                Kind.NOT_FOUND,
                "No law pack with this digest was ever in use here. Take the revision from an event.",
            )
        return pack
