"""What one can ask of processing. One use case a file; each owns its transaction and commits before it answers.

From intake's events (the consumer; late consumption changes nothing)
    OpenCase            dossier.accepted: the case opens, its clock has been running since acceptance
    ReceiveSupplement   dossier.supplemented: the clock goes on, by policy
    ReceivePayment      dossier.paid: the clock goes on, if it stood for that duty
    WithdrawCase        dossier.withdrawn: the case stops, or the withdrawal is corrected if it came too late
From people (HTTP, gRPC)
    AssignTask          one named officer for a step         CompleteTask         a step done, the next one open
    ReturnTask          back to an earlier step              RequestSupplement    papers, form 02
    Decide              granted or refused                   ApologiseAndExtend   form 04, once
    RequestPayment      a financial duty, status 6
    StopCase            by the authority, with a reason      CorrectCase          a mistake undone
    RunBatch             the same action on many steps, each for itself; see application.batches
    Absences and delegations: who stands in for whom; see application.mandates
    Roles: who is what where, and since when; see application.staffing
    Results: attached, signed, fetched; see application.results. Notes: application.notes
By themselves
    FireTimers          due soon, overdue, the applicant's deadline
    FollowCalendar      open cases after the calendar changed; see application.calendars
Others' opinions
    See application.consultations
Reading
    GetCase, GetDeadline, ListCases, ListTasks
    GetInbox            one's own work in one call, with what is left of its time
    GetLetters          for intake, which prints them
    DraftApology        form 04 as it would be signed now
    GetAttribution, GetClocks, GetControlSlip   whose time it was, clocks, from hand to hand; see application.clocks

There is no IssueResult to ask for: the result is issued when the last step before the counter's is completed.
"""
