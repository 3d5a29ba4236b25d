"""Preferences, interruptions, texts and receipts by gRPC: the same use cases, rights and refusals as by HTTP."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, update

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Problem
from motcua.common.v1 import vocabulary_pb2 as words
from motcua.notify.v1 import outage_service_pb2 as outages
from motcua.notify.v1 import preference_service_pb2 as preferences
from motcua.notify.v1 import receipt_service_pb2 as receipts
from motcua.notify.v1 import text_service_pb2 as texts
from motcua.notify.v1.outage_service_pb2_grpc import OutageServiceStub
from motcua.notify.v1.preference_service_pb2_grpc import PreferenceServiceStub
from motcua.notify.v1.receipt_service_pb2_grpc import ReceiptServiceStub
from motcua.notify.v1.text_service_pb2_grpc import TextServiceStub
from notify.domain.delivery import DeliveryState, Receipt
from notify.domain.occasions import Channel, Occasion
from notify.store.reads import SqlReads
from notify.store.rows import delivery_row
from notify.store.tables import DELIVERIES
from service.notify.served import Served
from service.notify.test_interruption_banner import outage
from unit.notify.messages import delivery

OPERATOR = Actor(subject="vh.1", roles=frozenset({"operator"}))
APPLICANT = Actor(subject="dn.mau.1", roles=frozenset({"applicant"}))
COUNTER = Actor(subject="cb.motcua.1", roles=frozenset({"receptionist"}), agency="heza")
MACHINE = Actor(subject="he-thong-mau", roles=frozenset({"subscriber"}))


def slug(refused: pytest.ExceptionInfo[Problem]) -> str:
    return refused.value.slug


async def test_somebody_says_how_to_be_told(site: Served) -> None:
    async with site.rpc(APPLICANT) as channel:
        stub = PreferenceServiceStub(channel.channel)
        usual = await stub.GetPreferences(preferences.GetPreferencesRequest())
        assert (usual.preferences.version, list(usual.optional_templates)) == (0, ["digest", "result-uncollected"])
        wish = preferences.SetPreferencesRequest(
            language="en", channels=[words.DELIVERY_CHANNEL_SMS], unsubscribed=["digest"], if_version=0
        )
        kept = (await stub.SetPreferences(wish)).preferences
        assert (kept.language, kept.channels[0], kept.version) == ("en", words.DELIVERY_CHANNEL_SMS, 1)
        with pytest.raises(Problem) as stale:
            await stub.SetPreferences(wish)
        assert slug(stale) == "version-stale"
        for odd in ("dossier-accepted", "khong-co"):
            with pytest.raises(Problem) as ordered:
                await stub.SetPreferences(preferences.SetPreferencesRequest(unsubscribed=[odd]))
            assert slug(ordered) == "preference-invalid"
    assert (await site.call(APPLICANT, "GET", "/v1/preferences")).json()["language"] == "en"
    async with site.rpc(MACHINE) as channel:
        with pytest.raises(Problem) as machine:
            await PreferenceServiceStub(channel.channel).GetPreferences(preferences.GetPreferencesRequest())
    assert slug(machine) == "not-allowed"


async def test_an_interruption_is_read_by_all_and_cancelled_by_an_operator(site: Served) -> None:
    now = datetime.now(UTC)
    announced = outage("o-1", now + timedelta(days=20))
    async with site.stand.uow.begin() as tx:
        await tx.outages.add(announced)
        await tx.commit()
    async with site.rpc(APPLICANT) as channel:
        stub = OutageServiceStub(channel.channel)
        (shown,) = (await stub.ListOutages(outages.ListOutagesRequest())).outages
        assert (shown.id, shown.what, shown.is_cancelled) == ("o-1", "Nâng cấp hệ thống.", False)
        with pytest.raises(Problem) as forbidden:
            await stub.CancelOutage(outages.CancelOutageRequest(outage_id="o-1"))
        assert slug(forbidden) == "not-allowed"
    async with site.rpc(OPERATOR) as channel:
        stub = OutageServiceStub(channel.channel)
        with pytest.raises(Problem) as two_lines:
            await stub.ChangeOutage(outages.ChangeOutageRequest(outage_id="o-1", what="Nâng\ncấp"))
        assert two_lines.value.fields.keys() == {"what"}
        with pytest.raises(Problem) as empty:
            await stub.AnnounceOutage(outages.AnnounceOutageRequest(what="Nâng cấp"))
        assert empty.value.fields.keys() == {"from_at", "to_at"}
        cancelled = (await stub.CancelOutage(outages.CancelOutageRequest(outage_id="o-1", if_version=1))).outage
        assert (cancelled.is_cancelled, cancelled.version) == (True, 2)


async def test_texts_are_listed_and_previewed_and_what_was_not_sent_is_not_shown(site: Served) -> None:
    async with site.rpc(OPERATOR) as channel:
        stub = TextServiceStub(channel.channel)
        listed = (await stub.ListTemplates(texts.ListTemplatesRequest())).templates
        assert [one.key for one in listed] == sorted(Occasion)
        asked = texts.PreviewTemplateRequest(key="dossier-accepted", channel=words.DELIVERY_CHANNEL_SMS)
        seen = await stub.PreviewTemplate(asked)
        assert (seen.subject, seen.length.alphabet, seen.plain_length.alphabet) == ("", "UCS-2", "GSM-7")
        with pytest.raises(Problem) as operator:
            await stub.GetSentText(texts.GetSentTextRequest(delivery_id="m-1"))
        assert slug(operator) == "not-allowed"
    async with site.rpc(COUNTER) as channel:
        with pytest.raises(Problem) as unknown:
            await TextServiceStub(channel.channel).GetSentText(texts.GetSentTextRequest(delivery_id="m-1"))
        assert slug(unknown) == "delivery-unknown"


async def test_a_report_is_passed_on_as_it_came_and_proves_itself(site: Served) -> None:
    database, sent = site.stand.ground.database, delivery(Occasion.RECEIVED)
    async with database.write() as writing:
        await writing.connection.execute(insert(DELIVERIES), delivery_row(sent))
        known = {"gateway": "mau-sms", "receipt_id": "p-1", "channel": Channel.SMS.value}
        state = {"state": DeliveryState.SENT.value}
        await writing.connection.execute(update(DELIVERIES).values(known | state))
        await writing.commit()
    body = b'{"id": "p-1", "state": "SEEN"}'
    signed = hmac.new(b"ky-ten", body, hashlib.sha256).hexdigest()
    async with site.rpc(MACHINE) as channel:
        stub = ReceiptServiceStub(channel.channel)
        with pytest.raises(Problem) as unproven:
            await stub.TakeReceipt(receipts.TakeReceiptRequest(gateway="mau-sms", body=body))
        assert slug(unproven) == "receipt-unproven"
        report = receipts.TakeReceiptRequest(gateway="mau-sms", headers={"x-signature": signed}, body=body)
        await stub.TakeReceipt(report)
    found = await SqlReads(database).delivery(sent.id)
    assert found is not None
    assert found.receipt is Receipt.READ
