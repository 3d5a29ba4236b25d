"""What is true of dossiers and of the law, whoever asks. Standard library and ``chassis.kernel`` only.

dossier, states       the register's entry and what may follow what
reception, progress   what the counter and the applicant do; what the department reports
rights                who may do and see what
applicant, documents, codes, appointment, receipt, tracking
lawpack, procedures, organisation, law_changes      the law as dated values
forwarding, references, online_reception, code_rules      how and where a dossier is taken in
at_once               what is answered while the applicant waits
transfer, timers      until when a department takes a dossier over; what happens by itself
facts                 what happened, in the past tense
"""
