"""reporting: what became of every dossier in time, per department, and whether anything was lost on the way.

Owns      facts per dossier (no personal data), the verdict on timeliness that each dossier is given exactly
          once, and the tallies per agency, department and local day that every figure is read from;
          the marks by which units and officers are evaluated; the control team's own work, which people type;
          closed periods of reports, signed and never changed.
Promises  figures that are the same in the API, on the page and in the metrics, and that do not change when
an
          event arrives twice or when intake's and processing's events arrive in another order; "data as of".
Needs     the stream MOTCUA_EVENTS (everything: intake, processing, notify); intake by gRPC for the names of
          departments (kept, so that intake may be away); the four services by gRPC for the conservation
          audit; intake's calendar and procedures when a remedy gets its deadline or a review begins; its law
          pack for the forms of reports (kept).

Read on: ``application/__init__.py`` for what one can ask, ``domain/verdict.py`` for the rule, ADR 0011 for
why.
"""
