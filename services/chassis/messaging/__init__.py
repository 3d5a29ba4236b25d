"""Nothing committed is ever missing from the stream, nothing from the stream is applied twice.

journal   commands, sequences and outbox rows in the aggregate's own transaction
relay     outbox → MOTCUA_EVENTS, in order per subject, acknowledged, marked
consumer  MOTCUA_EVENTS → handler, in order per subject, retried, dead-lettered
inbox     what a consumer has applied; the proof against doubles and gaps
ledger    the page of figures that the conservation audit compares
"""
