"""Intake, Bộ phận Một cửa: where a dossier comes in, gets its code and due date, and where its result is handed over.

Owns        the law pack (agency, departments, calendar, procedures and their versions), the dossier register, receipts,
            applicants' personal data (sealed), documents (sealed, in a folder or a bucket), drafts, fees and payments,
            the return of results, ratings, feedback
Promises    HTTP ``/v1/dossiers /v1/documents /v1/drafts /v1/procedures /v1/departments /v1/sites /v1/calendar
            /v1/tracking /v1/feedback /v1/publications /v1/forms /v1/report-forms /v1/index-thresholds /v1/exports
            /v1/personal-data-reads``,
            gRPC ``motcua.intake.v1``; the statutory forms as PDF
Says        dossier.received accepted refused supplement-requested supplemented withdrawn paid collected rated
            transfer-late forwarding-late result-uncollected,
            procedure.published calendar.changed department.changed,
            feedback.received classified forwarded answered published rated overdue
Hears       processing: assigned, supplement-requested, payment-requested, paused, resumed, due-date-changed, decided,
            result-issued, stopped, corrected → its own projection of how far a dossier is
Asks        processing by gRPC for live progress, 300 ms at most; without it the projection answers; and for the open
            dossiers that a changed calendar would move

Read next: ``application/__init__.py`` (what one can ask), one use case, ``domain/states.py`` (what may follow what).
"""
