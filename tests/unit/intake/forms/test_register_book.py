"""Form 07: which dossiers stand in which book, under which number, and who sees the people in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Problem
from intake.application import AcceptDossier, ReadBook
from intake.application.forms.read_book import RegisterBookTooLong
from intake.domain.forms.register_book import book, book_view, pages
from intake.domain.organisation import AgencyCode, Mark, Site
from unit.intake.conftest import Office
from unit.intake.world import (
    APPLICANT,
    CONTROL,
    HEAD,
    LEADER,
    OPERATOR,
    OTHER_SPECIALIST,
    RECEPTIONIST,
    SPECIALIST,
    SYSTEM,
    change,
    heza,
    local,
)

LABOUR = "Việc làm, lao động"


async def filed(office: Office, day: str, times: int = 1) -> None:
    office.clock.move_to(local(f"{day} 09:00"))
    for _ in range(times):
        dossier = await office.registered(RECEPTIONIST)
        await office.ask.accept(AcceptDossier(change=change(dossier.id)))


async def numbers(office: Office, actor: Actor = RECEPTIONIST, **wanted: date | None) -> list[tuple[int, str]]:
    part = book(2026, LABOUR, wanted.get("since"), wanted.get("until"))
    read = await office.ask.forms.read_book(ReadBook(actor=actor, book=part, after=None, size=200))
    assert read.total == len(read.entries)
    return [(entry.number, entry.dossier.code) for entry in read.entries]


async def test_numbers_run_through_the_year_also_in_a_part_of_the_book(office: Office) -> None:
    await filed(office, "2026-04-20", times=2)
    await filed(office, "2026-04-21")
    await office.registered(RECEPTIONIST)  # without a code: not in the book yet
    whole = [(1, "H24.15-260420-0001"), (2, "H24.15-260420-0002"), (3, "H24.15-260421-0001")]
    assert await numbers(office) == whole
    assert await numbers(office, since=date(2026, 4, 21)) == whole[2:]
    assert await numbers(office, until=date(2026, 4, 20)) == whole[:2]
    other = book(2026, "Môi trường", None, None)
    read = await office.ask.forms.read_book(ReadBook(actor=RECEPTIONIST, book=other, after=None, size=10))
    assert (read.entries, read.total) == ((), 0)


async def test_a_page_follows_a_page(office: Office) -> None:
    await filed(office, "2026-04-20", times=3)
    part = book(2026, None, None, None)
    first = await office.ask.forms.read_book(ReadBook(actor=RECEPTIONIST, book=part, after=None, size=2))
    last = first.entries[-1]
    after = (last.dossier.code, last.number)
    second = await office.ask.forms.read_book(ReadBook(actor=RECEPTIONIST, book=part, after=after, size=2))
    assert [entry.number for entry in (*first.entries, *second.entries)] == [1, 2, 3]
    assert (first.is_last, second.is_last, second.total) == (False, True, 3)


async def test_a_book_is_closed_when_its_year_is_over(office: Office) -> None:
    await filed(office, "2026-12-31")
    ask = ReadBook(actor=RECEPTIONIST, book=book(2026, None, None, None), after=None, size=10)
    assert not (await office.ask.forms.read_book(ask)).is_closed
    office.clock.move_to(local("2027-01-01 00:01"))
    assert (await office.ask.forms.read_book(ask)).is_closed


async def test_people_are_masked_for_those_who_count_dossiers_and_not_people(office: Office) -> None:
    await filed(office, "2026-04-20")
    ask = ReadBook(actor=RECEPTIONIST, book=book(2026, None, None, None), after=None, size=10)
    office.reads.reads.clear()  # of the acceptance
    (seen,) = (await office.ask.forms.read_book(ask)).entries
    (counted,) = (await office.ask.forms.read_book(replace(ask, actor=CONTROL))).entries
    assert (seen.person.name, counted.person.name) == ("Công ty TNHH Mẫu Hải Phòng", "•••")
    assert {counted.person.address, counted.person.phone} == {"•••"}
    (read,) = office.reads.reads
    assert (read.actor, read.dossier_id, read.purpose) == (RECEPTIONIST.subject, seen.dossier.id, "register_book")


async def test_a_department_reads_its_own_lines_and_numbers(office: Office) -> None:
    await filed(office, "2026-04-20")
    assert await numbers(office, SPECIALIST) == [(1, "H24.15-260420-0001")]
    assert await numbers(office, OTHER_SPECIALIST) == []


@pytest.mark.parametrize("officer", [RECEPTIONIST, SPECIALIST, HEAD, LEADER, CONTROL, SYSTEM])
def test_officers_may_read_the_book(officer: Actor) -> None:
    assert book_view(officer).registered_by is None


@pytest.mark.parametrize("stranger", [APPLICANT, OPERATOR])
def test_nobody_else_may(stranger: Actor) -> None:
    with pytest.raises(Problem) as refused:
        book_view(stranger)
    assert refused.value.slug == "role-forbidden"


async def test_a_file_that_would_be_too_long_says_how_to_ask_for_less(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intake.application.forms.read_book.LONGEST_PDF", 1)
    await filed(office, "2026-04-20", times=2)
    part = book(2026, None, None, None)
    with pytest.raises(RegisterBookTooLong) as refused:
        await office.ask.forms.print_book.pdf(RECEPTIONIST, part)
    assert (refused.value.slug, set(refused.value.fields or {})) == ("register-book-too-long", {"from", "to"})
    assert await office.ask.forms.print_book.pdf(RECEPTIONIST, book(2026, "Môi trường", None, None))


@pytest.mark.parametrize(
    ("year", "since", "until", "fields"),
    [
        (2017, None, None, {"year"}),
        (9999, None, None, {"year"}),
        (2026, date(2025, 12, 31), None, {"from"}),
        (2026, None, date(2027, 1, 1), {"to"}),
        (2026, date(2026, 5, 2), date(2026, 5, 1), {"to"}),
    ],
)
def test_a_book_is_of_one_year(year: int, since: date | None, until: date | None, fields: set[str]) -> None:
    with pytest.raises(Problem) as refused:
        book(year, None, since, until)
    assert set(refused.value.fields or {}) == fields


def test_a_book_holds_the_codes_of_every_identifier_that_the_agency_had_in_the_year() -> None:
    view = book_view(RECEPTIONIST)
    assert pages(book(2025, None, None, None), heza(), view).units == ("000.00.15.H24-25", "H24.15-25")
    assert pages(book(2026, None, None, None), heza(), view).units == ("H24.15-26",)
    with pytest.raises(Problem) as refused:
        pages(book(2026, "Không có", None, None), heza(), view)
    assert refused.value.slug == "field-unknown"


async def test_a_site_has_its_own_lines_and_the_default_one_also_those_that_name_no_site(office: Office) -> None:
    await filed(office, "2026-04-20", times=2)
    stored = office.unit_of_work.stored.dossiers
    first = min(stored, key=lambda each: stored[each].code)
    stored[first] = replace(stored[first], site="chi-nhanh")
    branch = Site(token="chi-nhanh", name="Chi nhánh", name_en="Branch", default=False)
    agency = heza().agency
    office.law.enact(replace(heza(), agency=replace(agency, sites=(*agency.sites, branch))))

    async def codes(site: str) -> list[str]:
        part = book(2026, None, None, None, site)
        read = await office.ask.forms.read_book(ReadBook(actor=RECEPTIONIST, book=part, after=None, size=10))
        return [entry.dossier.code for entry in read.entries]

    assert await codes("chi-nhanh") == ["H24.15-260420-0001"]
    assert await codes("tru-so") == ["H24.15-260420-0002"]
    with pytest.raises(Problem) as refused:
        await codes("khong-co")
    assert refused.value.slug == "site-unknown"


def test_a_book_holds_the_codes_of_sites_that_number_on_their_own() -> None:
    code = AgencyCode(value="H24.15.02", valid_from=date(2026, 1, 1), valid_to=None, mark=Mark.INFERENCE, note=None)
    branch = Site(token="chi-nhanh", name="Chi nhánh", name_en="Branch", default=False, codes=(code,))
    agency = heza().agency
    pack = replace(heza(), agency=replace(agency, sites=(*agency.sites, branch)))
    found = pages(book(2026, None, None, None), pack, book_view(RECEPTIONIST))
    assert found.units == ("H24.15-26", "H24.15.02-26")
