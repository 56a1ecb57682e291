"""What the window may ask of the engine: one module a noun, a `Protocol` and its plain dataclasses.

A service in `app/services/<noun>.py` implements the protocol, and the RPC is made from these signatures alone: arguments and
results are JSON through msgspec, access is checked and changes are audited in the service. Times are aware UTC.
"""
