"""Huey with a fair storage of our own. The database is the truth; the queue is a hurry-up that any recovery pass can rebuild."""
