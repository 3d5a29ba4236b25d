"""Mechanisms that every service stands on, and no policy: a library-loan system could use them unchanged.

kernel      what is true whoever asks: errors, clock and id ports, actors, working time
data        stores: SQLite and PostgreSQL behind one interface, migrations
messaging   journal, outbox, relay, inbox, consumer
http rpc    the two edges: FastAPI and gRPC, one error vocabulary
auth        who asks: tokens and their keys
telemetry   traces, metrics, logs
runtime     start in order, drain, stop in reverse
"""
