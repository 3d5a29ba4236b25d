"""Intake's tables. Personal data stands in the columns that ``sealed_places`` lists, sealed, and nowhere else.

dossiers         the register, one row per dossier, changed under ``version``
applicants       the applicant of each dossier, every field sealed by itself: a list opens names and no addresses
applicant_tokens what an applicant can be found by, through a blind index: ADR 0013
personal_data_reads  who saw whose data, when and why, but not what it was; only ever added to
exports          lists that were asked for as spreadsheets; their files lie sealed elsewhere
code_counters    the last serial of each unit code and local date; its row lock keeps numbers without holes
payables         what was asked for on a dossier: the fee of its procedure, duties of the department
payments         what was paid for it; a receipt's number counts once per method
timers           what happens to a dossier or to feedback by itself, and when
return_attempts  how results were given to applicants; who took one is sealed
result_corrections  faulty results and how they were put right; what people wrote is sealed
external_refs    which dossier has which number of another system
law_packs        every law pack that was in use, the latest last
handovers        who had a dossier, line by line as processing said it; control sheets are made of them
files            one row per document file; its name is sealed here, its content in the file store
drafts           filings that are not finished, sealed; without content once they were submitted
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, ForeignKey, Index, MetaData, Table, Text
from sqlalchemy import text as sql

from chassis.data.columns import TokenSet, blob, document, identifier, instant, number, position, text
from chassis.messaging.tables import define
from chassis.timers.store import timers_table

metadata = MetaData()
messaging = define(metadata)

# Compared by bytes, so that "all codes that begin with" is a range of the index.
CODE = Text().with_variant(Text(collation="C"), "postgresql")

dossiers = Table(
    "dossiers",
    metadata,
    identifier("id", primary_key=True),
    number("version"),
    identifier("agency"),
    identifier("department"),
    identifier("procedure_key"),
    number("procedure_version"),
    text("procedure_code"),
    identifier("channel"),
    identifier("state"),
    identifier("registered_by"),
    instant("received_at"),
    document("documents"),
    number("sets"),
    identifier("result_by"),
    identifier("tracking_digest"),
    document("supplements"),
    Column("code", CODE, nullable=True),
    instant("accepted_at", nullable=True),
    identifier("accepted_by"),
    identifier("law_revision"),
    instant("clock_started_at", nullable=True),
    instant("due_at", nullable=True),
    Column("due_is_provisional", Boolean, nullable=False),
    instant("original_due_at", nullable=True),
    instant("paused_at", nullable=True),
    identifier("officer"),
    identifier("step"),
    instant("decided_at", nullable=True),
    identifier("outcome"),
    instant("result_issued_at", nullable=True),
    instant("returned_at", nullable=True),
    identifier("returned_by", nullable=True),
    instant("refused_at", nullable=True),
    text("refusal_reason"),
    instant("withdrawn_at", nullable=True),
    identifier("behind_withdrawal", nullable=True),
    instant("stopped_at", nullable=True),
    identifier("stop_cause"),
    number("rating", nullable=True),
    instant("rated_at", nullable=True),
    Column("payment", Text, nullable=False, server_default="not_required"),
    document("reminders_at", nullable=True),
    Column("reminded", BigInteger, nullable=False, server_default="0"),
    identifier("applicant_kind", nullable=True),
    instant("transfer_due_at", nullable=True),
    instant("transferred_at", nullable=True),
    identifier("site"),
    identifier("counter"),
    document("forwarding", nullable=True),
    document("external_refs"),
    instant("reception_due_at", nullable=True),
    Index("uq_dossiers_code", "code", unique=True),
    # What a list is filtered by stands in the index too: an exact count then reads no dossier.
    Index(
        "ix_dossiers_agency",
        "agency",
        "received_at",
        "id",
        postgresql_include=["department", "state", "channel", "due_at"],
    ),
    Index("ix_dossiers_department", "agency", "department", "received_at", "id"),
    Index("ix_dossiers_registered_by", "registered_by", "received_at", "id"),
    Index("ix_dossiers_due", "agency", "due_at", "id", postgresql_include=["department", "state", "channel"]),
    # What is due soonest among those at work: the page and its count from one range of the index.
    Index("ix_dossiers_state_due", "agency", "state", "due_at", "id"),
    # Few different values, so small that an exact count of a whole agency reads a hundred pages.
    Index("ix_dossiers_counted", "agency", "department", "state", "channel"),
    # Those that wait for their department: few at any time.
    Index(
        "ix_dossiers_to_transfer",
        "agency",
        "received_at",
        "id",
        postgresql_where=sql("state = 'accepted'"),
        sqlite_where=sql("state = 'accepted'"),
    ),
)

applicants = Table(
    "applicants",
    metadata,
    Column("dossier_id", Text, ForeignKey("dossiers.id", name="fk_applicants_dossier"), primary_key=True),
    # Before field-level sealing the whole file was one value; ``python -m intake reseal`` empties this column.
    blob("sealed", nullable=True),
    identifier("kind"),
    identifier("language"),
    blob("name", nullable=True),
    blob("identity_number", nullable=True),
    blob("address", nullable=True),
    blob("phone", nullable=True),
    blob("email", nullable=True),
    blob("representative", nullable=True),
    blob("request", nullable=True),
    blob("tracking_secret", nullable=True),
)

applicant_tokens = Table(
    "applicant_tokens",
    metadata,
    Column("dossier_id", Text, ForeignKey("dossiers.id", name="fk_applicant_tokens_dossier"), primary_key=True),
    instant("received_at"),
    identifier("index_key"),
    Column("tokens", TokenSet, nullable=False),
    # Searching looks through the entries that are not merged yet: 512 kB of them cost a millisecond.
    Index(
        "ix_applicant_tokens",
        "tokens",
        postgresql_using="gin",
        postgresql_with={"gin_pending_list_limit": 512},
    ),
    Index("ix_applicant_tokens_received", "received_at", "dossier_id"),
)

personal_data_reads = Table(
    "personal_data_reads",
    metadata,
    position(),
    instant("at"),
    identifier("actor"),
    text("roles"),
    identifier("on_behalf_of"),
    identifier("agency"),
    identifier("dossier_id"),
    identifier("purpose"),
    text("fields"),
    Index("ix_personal_data_reads_dossier", "dossier_id", "position"),
    Index("ix_personal_data_reads_agency", "agency", "position"),
    Index("ix_personal_data_reads_actor", "actor", "position"),
    Index("ix_personal_data_reads_at", "at"),
    sqlite_autoincrement=True,
)

exports = Table(
    "exports",
    metadata,
    identifier("id", primary_key=True),
    identifier("actor"),
    document("roles"),
    identifier("agency"),
    identifier("department"),
    identifier("on_behalf_of"),
    identifier("format"),
    identifier("applicants"),
    document("wanted"),
    instant("created_at"),
    identifier("state"),
    number("rows_done"),
    number("rows_total", nullable=True),
    number("size"),
    identifier("fault"),
    number("attempt"),
    number("lease_until"),
    instant("finished_at", nullable=True),
    instant("expires_at", nullable=True),
    Index("ix_exports_waiting", "state", "created_at"),
)

code_counters = Table(
    "code_counters",
    metadata,
    identifier("unit", primary_key=True),
    Column("on_date", Date, primary_key=True),
    number("last"),
)

payables = Table(
    "payables",
    metadata,
    Column("dossier_id", Text, ForeignKey("dossiers.id", name="fk_payables_dossier"), primary_key=True),
    identifier("key", primary_key=True),
    number("ordinal"),
    identifier("kind"),
    number("amount_vnd", nullable=True),
    text("note"),
    instant("asked_at"),
    instant("pay_by_at", nullable=True),
    instant("first_due_at", nullable=True),
    instant("settled_at", nullable=True),
    instant("exempted_at", nullable=True),
    identifier("exempted_by", nullable=True),
    text("exemption_ref", nullable=True),
)

_cancelled_at = instant("cancelled_at", nullable=True)

payments = Table(
    "payments",
    metadata,
    identifier("id", primary_key=True),
    Column("dossier_id", Text, ForeignKey("dossiers.id", name="fk_payments_dossier"), nullable=False),
    number("ordinal"),
    identifier("payable"),
    number("amount_vnd"),
    identifier("method"),
    identifier("receipt_number"),
    instant("paid_at"),
    instant("recorded_at"),
    identifier("recorded_by"),
    instant("refunded_at", nullable=True),
    _cancelled_at,
    identifier("undone_by", nullable=True),
    Index("ix_payments_dossier", "dossier_id", "ordinal"),
    # A cancelled record gives its number back: it may have been typed beside the wrong amount.
    Index(
        "uq_payments_receipt",
        "method",
        "receipt_number",
        unique=True,
        postgresql_where=_cancelled_at.is_(None),
        sqlite_where=_cancelled_at.is_(None),
    ),
)

return_attempts = Table(
    "return_attempts",
    metadata,
    identifier("id", primary_key=True),
    Column("dossier_id", Text, ForeignKey("dossiers.id", name="fk_return_attempts_dossier"), nullable=False),
    identifier("method"),
    instant("recorded_at"),
    identifier("recorded_by"),
    instant("sent_at", nullable=True),
    identifier("tracking_number"),
    instant("handed_over_at", nullable=True),
    instant("came_back_at", nullable=True),
    identifier("received_by"),
    blob("receiver", nullable=True),
    Column("originals_returned", Boolean, nullable=False),
    Index("ix_return_attempts_dossier", "dossier_id", "recorded_at"),
)

result_corrections = Table(
    "result_corrections",
    metadata,
    identifier("id", primary_key=True),
    Column("dossier_id", Text, ForeignKey("dossiers.id", name="fk_result_corrections_dossier"), nullable=False),
    identifier("fault"),
    identifier("found_by"),
    blob("words"),
    instant("requested_at"),
    identifier("requested_by"),
    instant("due_at", nullable=True),
    instant("result_issued_at", nullable=True),
    instant("ready_at", nullable=True),
    identifier("ready_by"),
    instant("returned_at", nullable=True),
    identifier("returned_by"),
    Index("ix_result_corrections_dossier", "dossier_id", "requested_at"),
)

law_packs = Table(
    "law_packs",
    metadata,
    position(),
    identifier("digest"),
    identifier("agency"),
    document("content"),
    instant("loaded_at"),
    identifier("applied_by"),
    text("reason"),
    text("legal_ref"),
    Index("ix_law_packs_digest", "digest"),
    sqlite_autoincrement=True,
)

handovers = Table(
    "handovers",
    metadata,
    Column("dossier_id", Text, ForeignKey("dossiers.id", name="fk_handovers_dossier"), primary_key=True),
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    identifier("kind"),
    identifier("task_id"),
    identifier("step"),
    identifier("unit"),
    identifier("officer"),
    instant("at"),
    instant("due_at"),
)

files = Table(
    "files",
    metadata,
    identifier("id", primary_key=True),
    identifier("content_id"),
    blob("sealed_name"),
    number("size"),
    identifier("media"),
    identifier("sha256"),
    identifier("key_id"),
    identifier("uploaded_by"),
    instant("uploaded_at"),
    instant("expires_at", nullable=True),
    Column("dossier_id", Text, ForeignKey("dossiers.id", name="fk_files_dossier"), nullable=True),
    identifier("document_key", nullable=True),
    instant("attached_at", nullable=True),
    Index("ix_files_dossier", "dossier_id"),
    Index("ix_files_content", "content_id"),
    Index("ix_files_uploaded_by", "uploaded_by", "dossier_id"),
    Index("ix_files_expires_at", "expires_at"),
)

drafts = Table(
    "drafts",
    metadata,
    identifier("id", primary_key=True),
    number("version"),
    identifier("owner"),
    blob("sealed", nullable=True),
    instant("created_at"),
    instant("updated_at"),
    instant("expires_at"),
    Column("dossier_id", Text, ForeignKey("dossiers.id", name="fk_drafts_dossier"), nullable=True),
    Index("ix_drafts_owner", "owner", "created_at", "id"),
    Index("ix_drafts_expires_at", "expires_at"),
)
timers = timers_table(metadata, identifier("subject", primary_key=True))

external_refs = Table(
    "external_refs",
    metadata,
    identifier("agency", primary_key=True),
    identifier("system", primary_key=True),
    identifier("number", primary_key=True),
    Column("dossier_id", Text, ForeignKey("dossiers.id", name="fk_external_refs_dossier"), nullable=False),
    Index("ix_external_refs_dossier", "dossier_id"),
)
