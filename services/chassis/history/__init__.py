"""What was done cannot be changed without being seen: ADR 0024.

encoding   values → bytes that mean one thing only, under a tag that says what they are
chain      the digests of a command, its events and the rows it wrote, and the entry that links them to the one before
covered    which rows of a service belong to its history, and how a transaction notes what it wrote of them
beginning  where a history begins that was not chained before
roots      what is signed once a day for an agency; signing: by which key, and its public half for everybody
daily      seals the days that are over, each exactly once; shelf: the roots, for whoever asks
kept       a history as it is kept; reading: from the tables; messages: on its way; service: over gRPC
checking   recomputes subjects, days recomputes trees: both name what does not fit
proof      that a dossier's history is under a signed root, for its holder; proofs: read from the tables

Encoding, chain, roots, signing, kept, checking, days and proof are pure: the client that verifies uses the same ones as
the service that writes.
"""
