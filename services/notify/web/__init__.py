"""Pages of notify. No rule of the domain lives here: pages call the use cases.

letters   /su-kien-cho   operators, control team   events that no consumer could apply, and what is decided about them
sync      /dong-bo       these and leaders         what other systems have of our dossiers
inbox          /hop-thu             officers, control team     what the clock and others want from me
wishes         /hop-thu/lua-chon    everybody signed in        how I am told
interruptions  /hop-thu/gian-doan   everybody                  planned interruptions; operators announce them
wording        /hop-thu/mau-tin     operators, control team    the texts of messages
"""
