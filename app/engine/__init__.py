"""The flow engine: session and trigger in, session and events out.

Pure: it reads no clock, draws no randomness and opens no connection of its own. All of that is the `Universe` it is handed.
It imports nothing of `app` outside this package. Sessions, events, contacts and definitions are GoFlow's JSON.
"""
