"""The command ``motcua``: a client of the public APIs, and the supervisor that runs everything on one machine.

    machine      where things lie and listen on one machine: ports, files, secrets, each service's environment
    broker       a real nats-server of our own
    supervisor   starts, watches, restarts and stops the broker, the four services and the front door
    front_door   one address in front of the four services, with the demo accounts
    client       the public HTTP API as the commands use it
    commands     what one can type
    demo         plays a seeded stream of dossiers through the public API

It imports no service: whatever it knows, another city system could know too.
"""
