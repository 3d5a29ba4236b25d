"""What was done cannot be changed without being seen.

encoding   values → bytes that mean one thing only, under a tag that says what they are
chain      the digests of a command, its events and the rows it wrote, and the entry that links them to the one before
covered    which rows of a service belong to its history, and how a transaction notes what it wrote of them
beginning  where a history begins that was not chained before

The first two are pure: the client that verifies uses the same ones as the service that writes.
"""
