"""notify: every message the law requires, once, to the right person, and a record of what became of it.

Owns      the delivery log (which message, for which event, to which audience, in what state), the officers'
          inbox, message templates, people's preferences, escalations, planned interruptions; the register of
          subscribers with their consumers in the stream and their replays, and a pull feed of events for them. No
          contact data, no names.
Promises  one delivery per event, audience and channel, written in the transaction that takes the event in;
          a message that cannot be sent is retried for a day, goes by the next channel, and is then reported by
          ``delivery.failed``.
Needs     the stream MOTCUA_EVENTS (intake, processing); intake by gRPC for the applicant's contact and names, and
          processing for a consulted body's mailbox and link, only at the moment of sending; an SMTP server and gateways
          for SMS and Zalo, if they are configured.

Read on: ``application/__init__.py`` for what one can ask, ``domain/occasions.py`` for which event says what.
"""
