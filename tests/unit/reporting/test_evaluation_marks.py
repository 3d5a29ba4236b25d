"""What one dossier adds to the evaluation, and that what is kept always is the sum of the dossiers."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from reporting.domain.evaluation_marks import Index, MarkKey, mark_differences, marks_of
from reporting.domain.evidence import SYNTHETIC, Evidence, EvidenceKind
from reporting.domain.facts import DossierFacts, facts_of
from reporting.domain.own_time import OwnTime, OwnTimes
from reporting.domain.verdict import judge
from unit.reporting.golden import DUE, GOLDEN, accepted
from unit.reporting.story import DOSSIER, INVESTMENT, Story

ISSUED_ON = date(2024, 5, 10)
OWN = OwnTimes(
    departments=(
        OwnTime(department="dau-tu", officer="", seconds=7_200, budget_seconds=28_800, verdict="met"),
        OwnTime(department="lanh-dao", officer="", seconds=28_800, budget_seconds=28_800, verdict="met"),
        OwnTime(department="van-phong", officer="", seconds=60, budget_seconds=None),
    ),
    officers=(
        OwnTime(department="dau-tu", officer="cv.dautu.1", seconds=7_200, budget_seconds=3_600),
        OwnTime(department="dau-tu", officer="cv.dautu.2", seconds=60, budget_seconds=None),
    ),
)


def marked(facts: DossierFacts) -> Counter[MarkKey]:
    return marks_of(facts, judge(facts))


def owned(story: Story) -> list[Evidence]:
    """The story with a result that says whose time it was."""
    return [replace(item, own=OWN) if item.kind is EvidenceKind.RESULT_ISSUED else item for item in story.told]


def labels(marks: Counter[MarkKey], officer: str, department: str = "dau-tu") -> dict[Index, str]:
    return {key.index: key.label for key in marks if (key.officer, key.department) == (officer, department)}


def test_a_result_is_scored_for_the_unit_that_answers_and_for_every_officer_who_had_it() -> None:
    marks = marked(facts_of(DOSSIER, owned(accepted().issued("2024-05-10 09:00", DUE))))
    whole = {Index.WHOLE_TIME: "early", Index.CONTACTS: "0,1,0", Index.AGENCIES: "counter", Index.ATTITUDE: "early"}
    assert labels(marks, "") == whole | {Index.OWN_TIME: "shorter"}
    assert labels(marks, "cv.dautu.1") == whole | {Index.OWN_TIME: "longer"}
    assert labels(marks, "cv.dautu.2") == whole
    assert labels(marks, "", "lanh-dao") == {Index.OWN_TIME: "equal"}
    assert labels(marks, "", "van-phong") == {}
    assert {key.day for key in marks} == {ISSUED_ON}


def test_the_due_day_itself_is_on_time_and_an_extension_does_not_help() -> None:
    assert labels(marked(facts_of(DOSSIER, accepted().issued(DUE, DUE).told)), "")[Index.WHOLE_TIME] == "on_time"
    late = accepted().issued("2024-05-16 09:00", "2024-05-20 17:00", original=DUE)
    assert labels(marked(facts_of(DOSSIER, late.told)), "")[Index.WHOLE_TIME] == "late"


def test_how_many_agencies_is_known_when_the_result_is_collected() -> None:
    online = replace(INVESTMENT, channel="online")
    story = Story(place=online).accepted("2024-05-02 09:00", DUE).issued("2024-05-10 09:00", DUE)
    assert Index.AGENCIES not in labels(marked(facts_of(DOSSIER, story.told)), "")
    for method, label in (("online", "none"), ("post", "none"), ("counter", "counter")):
        told = [
            *story.told,
            replace(Story(place=online).collected("2024-05-11 09:00").told[0], sequence=9, label=method),
        ]
        assert labels(marked(facts_of(DOSSIER, told)), "")[Index.AGENCIES] == label


def test_papers_asked_for_before_the_acceptance_are_no_contact() -> None:
    told = accepted().asked("2024-05-03 09:00").asked("2024-05-04 09:00", "r2").issued("2024-05-10 09:00", DUE).told
    assert labels(marked(facts_of(DOSSIER, told)), "")[Index.CONTACTS] == "0,1,0"
    after = [replace(i, amount=1) if i.kind is EvidenceKind.SUPPLEMENT_REQUESTED else i for i in told]
    assert labels(marked(facts_of(DOSSIER, after)), "")[Index.CONTACTS] == "2,1,0"


def test_what_has_no_result_is_not_scored_but_a_late_online_dossier_is_noted() -> None:
    assert marked(facts_of(DOSSIER, accepted().overdue(DUE).told)) == Counter()
    online = Story(place=replace(INVESTMENT, channel="online")).accepted("2024-05-02 09:00", DUE).overdue(DUE)
    assert labels(marked(facts_of(DOSSIER, online.told)), "") == {Index.ONLINE: "late"}


def test_a_trial_of_the_system_is_not_scored() -> None:
    told = owned(accepted().issued("2024-05-10 09:00", DUE))
    trial = [replace(item, label=SYNTHETIC) if item.kind is EvidenceKind.RECEIVED else item for item in told]
    assert marked(facts_of(DOSSIER, trial)) == Counter()


def test_a_consulted_department_is_scored_by_its_answer_and_silence_that_is_consent_is_late() -> None:
    def opinion(number: int, kind: EvidenceKind, at: str, label: str) -> Evidence:
        (told,) = Story().add("processing", kind, at, due="2024-05-07 17:00", label=label).told
        return replace(told, sequence=6 + number, event_id=f"opinion-{number}")

    given, deemed = EvidenceKind.OPINION_GIVEN, EvidenceKind.OPINION_DEEMED
    said = [
        opinion(1, given, "2024-05-07 17:00", "quy-hoach c-1"),
        opinion(2, given, "2024-05-07 16:59", "lao-dong c-2"),
        opinion(3, deemed, "2024-05-07 17:00", "moi-truong c-3"),
        opinion(4, given, "2024-05-08 09:00", "moi-truong c-3"),
    ]
    marks = marked(facts_of(DOSSIER, [*accepted().issued("2024-05-10 09:00", DUE).told, *said]))
    own = {key.department: key.label for key in marks if key.index is Index.OWN_TIME}
    assert own == {"quy-hoach": "equal", "lao-dong": "shorter", "moi-truong": "longer"}


@given(name=st.sampled_from(sorted(GOLDEN)), data=st.data())
def test_marks_kept_by_differences_are_the_marks_of_the_facts(name: str, data: st.DataObject) -> None:
    told = data.draw(st.permutations(owned(GOLDEN[name][0])))
    kept: Counter[MarkKey] = Counter()
    for count in range(len(told)):
        before = marked(facts_of(DOSSIER, told[:count])) if count else Counter()
        for changed, value in mark_differences(before, marked(facts_of(DOSSIER, told[: count + 1]))):
            kept[changed] += value
    assert +kept == marked(facts_of(DOSSIER, told))
    assert not -kept
