"""No event, metric label or span attribute can carry what identifies or describes a person."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from google.protobuf import descriptor_pb2, descriptor_pool, struct_pb2
from google.protobuf.descriptor import Descriptor

from contract.descriptor_walk import is_free_form, is_personal, messages, modules, reachable
from motcua.common.v1 import options_pb2
from motcua.events.registry import EVENTS
from motcua.intake.v1 import dossier_pb2

TELEMETRY = Path(__file__).parents[2] / "telemetry"

#: Every text that events may carry: a token, an id, a code, a date or a slug, never something a person wrote.
#: Adding a line here is a promise that the field's values come from such a closed vocabulary.
TOKENS = frozenset(
    {
        "motcua.common.v1.DossierRef.agency",
        "motcua.common.v1.DossierRef.code",
        "motcua.common.v1.DossierRef.department",
        "motcua.common.v1.DossierRef.dossier_id",
        "motcua.common.v1.DossierRef.procedure_code",
        "motcua.common.v1.DossierRef.procedure_key",
        "motcua.common.v1.Limit.amount",
        "motcua.common.v1.AttributionSlice.department",
        "motcua.common.v1.AttributionSlice.officer",
        "motcua.common.v1.AttributionSlice.unit",
        "motcua.common.v1.DepartmentOwnTime.department",
        "motcua.events.v1.AuditRootSigned.agency",
        "motcua.events.v1.AuditRootSigned.day",
        "motcua.events.v1.AuditRootSigned.key_id",
        "motcua.events.v1.AuditRootSigned.previous",
        "motcua.events.v1.AuditRootSigned.root",
        "motcua.events.v1.AuditRootSigned.service",
        "motcua.events.v1.AuditRootSigned.signature",
        "motcua.events.v1.CalendarChanged.agency",
        "motcua.events.v1.CalendarChanged.law_revision",
        "motcua.events.v1.DeliveryFailed.delivery_id",
        "motcua.events.v1.DeliveryFailed.failure",
        "motcua.events.v1.DeliveryFailed.template",
        "motcua.events.v1.DepartmentChanged.department",
        "motcua.events.v1.DepartmentChanged.law_revision",
        "motcua.events.v1.DossierAccepted.law_revision",
        "motcua.events.v1.DossierAccepted.officer",
        "motcua.events.v1.DossierAssigned.assigned_department",
        "motcua.events.v1.DossierAssigned.officer",
        "motcua.events.v1.DossierAssigned.step_key",
        "motcua.events.v1.DossierAssigned.task_id",
        "motcua.events.v1.DossierConsultationAnswered.consultation_id",
        "motcua.events.v1.DossierConsultationAnswered.consulted_department",
        "motcua.events.v1.DossierConsultationAnswered.consultee",
        "motcua.events.v1.DossierConsultationDeemed.consultation_id",
        "motcua.events.v1.DossierConsultationDeemed.consulted_department",
        "motcua.events.v1.DossierConsultationDeemed.consultee",
        "motcua.events.v1.DossierConsultationOverdue.consultation_id",
        "motcua.events.v1.DossierConsultationOverdue.consulted_department",
        "motcua.events.v1.DossierConsultationOverdue.consultee",
        "motcua.events.v1.DossierConsultationOverdue.counter",
        "motcua.events.v1.DossierConsultationReminded.consultation_id",
        "motcua.events.v1.DossierConsultationReminded.consulted_department",
        "motcua.events.v1.DossierConsultationReminded.consultee",
        "motcua.events.v1.DossierConsultationRequested.consultation_id",
        "motcua.events.v1.DossierConsultationRequested.consulted_department",
        "motcua.events.v1.DossierConsultationRequested.consultee",
        "motcua.events.v1.DossierConsultationWithdrawn.consultation_id",
        "motcua.events.v1.DossierConsultationWithdrawn.consulted_department",
        "motcua.events.v1.DossierConsultationWithdrawn.consultee",
        "motcua.events.v1.DossierResultAttached.result_id",
        "motcua.events.v1.DossierResultAttached.sha256",
        "motcua.events.v1.DossierCorrected.cause",
        "motcua.events.v1.DossierCorrected.corrected_event_id",
        "motcua.events.v1.DossierCorrected.corrected_type",
        "motcua.events.v1.DossierDecided.officer",
        "motcua.events.v1.DossierFeeAssessed.payable",
        "motcua.events.v1.DossierDueSoon.assigned_department",
        "motcua.events.v1.DossierDueSoon.officer",
        "motcua.events.v1.DossierDueSoon.rung",
        "motcua.events.v1.DossierForwardingLate.to_site",
        "motcua.events.v1.DossierOverdue.assigned_department",
        "motcua.events.v1.DossierOverdue.officer",
        "motcua.events.v1.DossierPaid.payable",
        "motcua.events.v1.DossierPaymentRequested.duty_id",
        "motcua.events.v1.DossierStepCompleted.assigned_department",
        "motcua.events.v1.DossierStepCompleted.officer",
        "motcua.events.v1.DossierStepCompleted.step_key",
        "motcua.events.v1.DossierStepCompleted.task_id",
        "motcua.events.v1.DossierStepDueSoon.assigned_department",
        "motcua.events.v1.DossierStepDueSoon.officer",
        "motcua.events.v1.DossierStepDueSoon.rung",
        "motcua.events.v1.DossierStepDueSoon.step_key",
        "motcua.events.v1.DossierStepDueSoon.task_id",
        "motcua.events.v1.DossierStepStarted.assigned_department",
        "motcua.events.v1.DossierStepStarted.officer",
        "motcua.events.v1.DossierStepStarted.step_key",
        "motcua.events.v1.DossierStepStarted.task_id",
        "motcua.events.v1.DossierSupplementRequested.request_id",
        "motcua.events.v1.DossierSupplemented.request_id",
        "motcua.common.v1.FeedbackRef.agency",
        "motcua.common.v1.FeedbackRef.code",
        "motcua.common.v1.FeedbackRef.dossier_id",
        "motcua.common.v1.FeedbackRef.feedback_id",
        "motcua.common.v1.FeedbackRef.handler",
        *(
            f"motcua.events.v1.{event}.{field}"
            for event in ("OutageAnnounced", "OutageChanged", "OutageCancelled")
            for field in ("outage_id", "agency")
        ),
        "motcua.events.v1.EndpointDisabled.endpoint_id",
        "motcua.events.v1.EndpointDisabled.name",
        "motcua.events.v1.EndpointDisabled.subscriber",
        "motcua.events.v1.FeedbackOverdue.step",
        "motcua.events.v1.ControlDue.agency",
        "motcua.events.v1.ControlDue.department",
        "motcua.events.v1.ControlDue.kind",
        "motcua.events.v1.ControlDue.person",
        "motcua.events.v1.ControlDue.piece_id",
        "motcua.events.v1.ObligationDue.agency",
        "motcua.events.v1.ObligationDue.department",
        "motcua.events.v1.ObligationDue.form",
        "motcua.events.v1.ObligationDue.obligation_id",
        "motcua.events.v1.ObligationDue.period",
        "motcua.events.v1.ObligationDue.rule",
        "motcua.events.v1.ProcedurePublished.code",
        "motcua.events.v1.ProcedurePublished.department",
        "motcua.events.v1.ProcedurePublished.key",
        "motcua.events.v1.ProcedurePublished.law_revision",
        "motcua.events.v1.ProcedurePublished.valid_from",
        "motcua.events.v1.ProcedurePublished.valid_to",
        "motcua.events.v1.ReportClosed.agency",
        "motcua.events.v1.ReportClosed.definitions",
        "motcua.events.v1.ReportClosed.digest",
        "motcua.events.v1.ReportClosed.first_on",
        "motcua.events.v1.ReportClosed.form",
        "motcua.events.v1.ReportClosed.form_number",
        "motcua.events.v1.ReportClosed.last_on",
        "motcua.events.v1.ReportClosed.number",
        "motcua.events.v1.ReportClosed.snapshot_id",
    }
)

#: Labels and attributes that share the name of a personal field and hold something else.
OTHERWISE_MEANT = {
    "certmanager_certificate_expiration_timestamp_seconds.name": "the name of a certificate",
    "dossier_department_info.name": "the name of a department",
    "server.address": "the neighbour that is called",
}


def leaks(message: Descriptor) -> list[str]:
    """What of this event could carry personal data: marked fields, and free-form ones that are not known tokens."""
    return [
        field.full_name
        for field in reachable(message)
        if is_personal(field) or (is_free_form(field) and field.full_name not in TOKENS)
    ]


@pytest.mark.parametrize("event", messages("motcua.events.v1"), ids=lambda message: message.name)
def test_an_event_cannot_carry_personal_data(event: Descriptor) -> None:
    assert leaks(event) == []


def test_every_message_of_the_events_package_is_guarded() -> None:
    guarded = {contract.message.DESCRIPTOR.full_name for contract in EVENTS.values()}
    assert {message.full_name for message in messages("motcua.events.v1")} == guarded


def test_no_known_token_is_left_over() -> None:
    carried = {field.full_name for message in messages("motcua.events.v1") for field in reachable(message)}
    assert carried >= TOKENS


def test_the_register_marks_who_people_are_and_what_they_wrote() -> None:
    marked = {field.name for message in messages("motcua.intake.v1") for field in message.fields if is_personal(field)}
    assert marked == {
        "name",
        "identity_number",
        "address",
        "phone",
        "email",
        "authority",
        "registered_by",
        "request",
        "reason",
        "documents",
        "content",
        "comment",
        "pdf",
        "title",
        "note",
        "answer",
        "text",
        "secret",
        "tracking_secret",
        "account",  # of who filed online, who may have taken a number for it
        "concerned_officer",
        "number",  # of a search: an identity number or a telephone number
        "applicant",
    }


@pytest.mark.parametrize(
    ("type_name", "leaked"),
    [
        pytest.param(".motcua.intake.v1.Applicant", "motcua.intake.v1.Applicant.phone", id="a marked field below"),
        pytest.param(".google.protobuf.Struct", "synthetic.Leaky.inner", id="a message without a fixed shape"),
        pytest.param(None, "synthetic.Leaky.inner", id="unmarked free text"),
    ],
)
def test_the_guard_bites(type_name: str | None, leaked: str) -> None:
    assert leaked in leaks(synthetic(type_name))


def test_the_guard_bites_on_a_marked_field_of_the_event_itself() -> None:
    assert leaks(synthetic(None, personal=True, kind=descriptor_pb2.FieldDescriptorProto.TYPE_INT32)) == [
        "synthetic.Leaky.inner"
    ]


def synthetic(
    type_name: str | None,
    *,
    personal: bool = False,
    kind: descriptor_pb2.FieldDescriptorProto.Type.ValueType = descriptor_pb2.FieldDescriptorProto.TYPE_STRING,
) -> Descriptor:
    """A message ``synthetic.Leaky`` with one field ``inner``: that message, or a plain field."""
    pool = descriptor_pool.DescriptorPool()
    _add_all(pool)
    file = descriptor_pb2.FileDescriptorProto(name="synthetic.proto", package="synthetic", syntax="proto3")
    file.dependency.extend([dossier_pb2.DESCRIPTOR.name, struct_pb2.DESCRIPTOR.name])
    field = file.message_type.add(name="Leaky").field.add(name="inner", number=1, label=1, type=kind)
    if type_name is not None:
        field.type, field.type_name = descriptor_pb2.FieldDescriptorProto.TYPE_MESSAGE, type_name
    field.options.Extensions[options_pb2.personal] = personal
    pool.Add(file)
    return pool.FindMessageTypeByName("synthetic.Leaky")


def _add_all(pool: descriptor_pool.DescriptorPool) -> None:
    """Every file the synthetic one needs, dependencies first."""
    added: set[str] = set()

    def add(name: str) -> None:
        if name in added:
            return
        added.add(name)
        known = descriptor_pool.Default().FindFileByName(name)
        for dependency in known.dependencies:
            add(dependency.name)
        file = descriptor_pb2.FileDescriptorProto()
        known.CopyToProto(file)
        pool.Add(file)

    add(dossier_pb2.DESCRIPTOR.name)
    add(struct_pb2.DESCRIPTOR.name)


def test_no_metric_label_or_span_attribute_is_named_like_a_personal_field() -> None:
    described = (message for module in modules() for message in module.DESCRIPTOR.message_types_by_name.values())
    personal = {field.name for message in described for field in message.fields if is_personal(field)}
    used = {name for file in TELEMETRY.glob("*.yaml") for name in telemetry_names(file)}
    assert {name for name in used if name.rpartition(".")[2] in personal} == OTHERWISE_MEANT.keys()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("dossier_calls_total: {type: counter, labels: [agency, phone]}", "dossier_calls_total.phone"),
        ("attributes: {applicant.phone: {meaning: a number}}", "applicant.phone"),
        ("attributes: [{name: applicant.phone}]", "applicant.phone"),
    ],
)
def test_names_are_found_however_a_registry_lists_them(text: str, name: str, tmp_path: Path) -> None:
    file = tmp_path / "telemetry.yaml"
    file.write_text(text)
    assert name in telemetry_names(file)


def telemetry_names(file: Path) -> list[str]:
    """Every attribute, and every label behind its metric's name, wherever in the registry it stands."""
    return list(_names(yaml.safe_load(file.read_text(encoding="utf-8")), owner=""))


def _names(node: Any, owner: str) -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from _names(item, owner)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key in {"labels", "attributes"}:
                listed = (item["name"] if isinstance(item, dict) else str(item) for item in value or ())
                yield from (f"{owner}.{name}" if key == "labels" else name for name in listed)
            else:
                yield from _names(value, str(key))
