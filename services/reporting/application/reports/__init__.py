"""What one can ask of the reports.

GetReport        a report of a period, live                      GET /v1/reports/{form}
ListReports      which forms there are on a day                  GET /v1/reports
OpenCell         what is behind a figure                         GET /v1/reports/{form}/cells/{row}/{column}[/dossiers]
ClosePeriod      freeze, number and sign it                      POST /v1/reports/{form}/snapshots
GetSnapshot      a closed period, and what changed since         GET /v1/reports/snapshots/{id}
LearnLaw         what intake's law pack says of forms            at start, after procedure.published, now and then
"""
