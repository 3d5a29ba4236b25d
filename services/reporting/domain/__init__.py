"""What is true of timeliness whoever asks. Pure: standard library and chassis.kernel.

evidence → facts → verdict → tallies → on_time      an event → what is known → the judgement → what it
adds → the table conservation                                        what the ledgers and the stream
say → what is missing or doubled
forms    what was read → a form filled in → report            report → snapshots   closed, and its delta
"""
