"""What one can ask of the reports.

GetReport        a report of a period, live                      GET /v1/reports/{form}
ListReports      which forms there are on a day                  GET /v1/reports
OpenCell         the dossiers behind a cell                      GET /v1/reports/{form}/cells/{row}/{column}/dossiers
LearnLaw         what intake's law pack says of forms            at start, after procedure.published, now and then
"""
