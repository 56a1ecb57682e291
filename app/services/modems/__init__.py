"""USB modems: what they bring and send, and the SIMs in them, each of which is a channel of the office."""
