"""How a dossier stands with another system, and what the portal is told of it. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from notify.domain.portal_message import portal_message, stamp
from notify.domain.sync import LADDER, Milestones, Reconciliation, Supplement, SyncedDossier, SyncState
from notify.domain.sync_record import Charge, DossierRecord, Paper, Stage
from support.other_systems import fault_of
from unit.notify.messages import local

AT = local("2024-05-02 09:00")
NEW = SyncedDossier(adapter="cong", dossier_id="d-1", agency="heza", department="dau-tu", changed_at=AT)
CODED = replace(NEW, code="H24.15-240502-0001")


def record(**changes: object) -> DossierRecord:
    whole = DossierRecord(
        dossier_id="d-1",
        code="H24.15-240502-0001",
        agency="heza",
        department="dau-tu",
        department_name="Phòng Quản lý đầu tư",
        procedure_key="cap-gcn-dkdt",
        procedure_code="1.009645",
        procedure_name="Cấp Giấy chứng nhận đăng ký đầu tư",
        field_key="dau-tu",
        field_name="Đầu tư",
        channel="counter",
        result_by="post",
        status=4,
        outcome="",
        received_at=local("2024-05-02 08:45"),
        accepted_at=AT,
        due_at=local("2024-05-14 17:00"),
        returned_at=None,
        is_organisation=False,
        applicant="Nguyễn Văn Mẫu",
        identity_number="001099000001",
        address="Hải An",
        phone="0912345678",
        email="mau@example.org",
        request="Đề nghị cấp giấy chứng nhận. " * 50,
        milestones=Milestones(
            supplements=(
                Supplement(
                    request_id="s-1",
                    asked_at=local("2024-05-03 10:00"),
                    due_before=local("2024-05-14 17:00"),
                    due_after=local("2024-05-20 17:00"),
                ),
            )
        ),
        papers=(
            Paper(
                key="van-ban",
                name="Văn bản đề nghị",
                is_digitised=True,
                is_reused=False,
                is_from_national_store=False,
                replaces_result="",
                files=(("f-1", "de-nghi.pdf"), ("f-2", "phu-luc.pdf")),
            ),
        ),
        charges=(Charge(key="le-phi", name="Lệ phí", amount_vnd=100000, is_fee=False, is_online=True),),
        stages=(
            Stage(
                name="Thẩm định",
                officer="cv.dautu.1",
                department="dau-tu",
                begun_at=local("2024-05-02 13:30"),
                due_at=local("2024-05-10 17:00"),
                done_at=None,
            ),
        ),
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


def test_a_message_says_everything_in_the_portals_words() -> None:
    told = portal_message(record())

    assert fault_of(told) == ""
    assert (told["KenhThucHien"], told["HinhThuc"], told["TrangThaiHoSo"], told["LoaiDoiTuong"]) == ("1", "3", "4", "1")
    assert (told["NgayTiepNhan"], told["NgayHenTra"], told["NgayTra"]) == ("20240502090000", "20240514170000", "")
    assert [paper["TenTepDinhKem"] for paper in told["TaiLieuNop"]] == ["de-nghi.pdf", "phu-luc.pdf"]
    assert told["DinhDanhCHS"] == [{"LoaiDinhDanh": "1", "SoDinhDanh": "001099000001"}]
    assert told["DanhSachHoSoBoSung"][0]["NgayHenTraMoi"] == "20240520170000"
    assert told["DanhSachLePhi"][0] == {
        "TenPhiLePhi": "Lệ phí",
        "MaPhiLePhi": "le-phi",
        "HinhThucThu": "2",
        "Gia": "100000",
        "LoaiPhiLePhi": "2",
    }
    assert len(told["TrichYeuHoSo"]) == 1000


def test_an_organisation_has_no_citizens_number() -> None:
    told = portal_message(record(is_organisation=True))
    assert (told["LoaiDoiTuong"], told["MaDoiTuong"], told["DinhDanhCHS"]) == ("2", "001099000001", [])


def test_a_day_is_written_where_it_was_day() -> None:
    assert stamp(local("2024-05-02 00:30")) == "20240502003000"
    assert stamp(None) == ""


def test_without_a_number_it_waits_and_with_one_it_is_sent() -> None:
    waiting = NEW.changed(AT, AT)
    assert (waiting.state, waiting.next_attempt_at) == (SyncState.UNCODED, None)
    accepted = replace(waiting, code="H24.15-240502-0001").changed(AT, AT)
    assert (accepted.state, accepted.next_attempt_at) == (SyncState.PENDING, AT)


def test_a_trial_of_the_system_is_never_handed_over() -> None:
    assert replace(CODED, is_trial=True).changed(AT, AT).next_attempt_at is None


def test_what_changes_while_it_is_being_sent_is_sent_again() -> None:
    sent = CODED.changed(AT, AT)
    meanwhile = sent.changed(AT, AT)
    after = meanwhile.delivered(sent.wanted, AT, AT)
    assert (after.state, after.next_attempt_at) == (SyncState.PENDING, AT)
    assert after.delivered(meanwhile.wanted, AT, AT).state is SyncState.SYNCED


def test_a_refusal_waits_for_a_person_or_the_next_change() -> None:
    sent = CODED.changed(AT, AT)
    refused = sent.rejected(sent.wanted, "error-2", AT)
    assert (refused.state, refused.next_attempt_at, refused.failure) == (SyncState.REJECTED, None, "error-2")
    assert refused.changed(AT, AT).state is SyncState.PENDING


def test_what_cannot_be_reached_is_tried_for_ever_at_the_ladders_end() -> None:
    waiting = CODED.changed(AT, AT)
    for number in range(20):
        waiting = waiting.deferred("timed-out", AT)
        assert waiting.next_attempt_at == AT + LADDER[min(number, len(LADDER) - 1)]
    assert waiting.state is SyncState.PENDING


@given(st.permutations([0, 1, 2, 3]))
def test_papers_are_known_in_whatever_order_their_events_come(order: list[int]) -> None:
    parts = [
        Milestones(supplements=(Supplement(request_id="s-1", asked_at=AT),)),
        Milestones(supplements=(Supplement(request_id="s-1", answered_at=AT + timedelta(days=1)),)),
        Milestones(refused_at=AT),
        Milestones(finished_at=AT + timedelta(days=9)),
    ]
    joined = Milestones()
    for number in order:
        joined = joined.joined(parts[number])
    (papers,) = joined.supplements
    assert (papers.asked_at, papers.answered_at) == (AT, AT + timedelta(days=1))
    assert (joined.refused_at, joined.finished_at) == (AT, AT + timedelta(days=9))


def test_nothing_received_is_no_share() -> None:
    def share(received: int, synced: int) -> float | None:
        day = date(2024, 5, 1)
        return Reconciliation(adapter="cong", first=day, last=day, received=received, synced=synced).share

    assert (share(0, 0), share(4, 3)) == (None, 0.75)
