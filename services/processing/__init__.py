"""processing: the handling departments' side of a dossier (phòng chuyên môn), and the only owner of its clock.

Owns      cases, their steps, the officer accountable for each, the SLA ledger, what other bodies were asked and
          answered (``/y-kien`` for those without an account), decisions, timers. Nobody else reads
          its database. It keeps its own copy of procedure versions and calendars, which never change once published.
Promises  events ``dossier.assigned step-started step-completed supplement-requested payment-requested paused resumed
          due-date-changed due-soon overdue decided result-issued stopped corrected consultation-requested …``
          (proto/motcua/events/v1/handling.proto), each once per cause and in order per dossier; HTTP ``/v1/tasks``,
          ``/v1/cases``, ``/v1/consultations``, ``/v1/calendar-rollouts``; gRPC ``motcua.processing.v1``.
Listens   to intake: accepted opens a case, supplemented and paid resume it, withdrawn ends it; when the calendar
          changes, open cases follow it.
Asks      intake's CatalogueService for a procedure version or a calendar that it has not seen yet; if intake is away,
          the event waits and nothing is half-stored. Also who may be consulted, remembered while intake is away.

Read on: ``application/__init__.py`` (what one can ask), then one use case, then its test.
"""
