"""Pages of notify. No rule of the domain lives here: pages call the use cases.

letters   /su-kien-cho   operators, control team   events that no consumer could apply, and what is decided about them
sync      /dong-bo       these and leaders         what other systems have of our dossiers
"""
