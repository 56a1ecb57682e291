"""A job was asked for, or is to be cancelled: whoever does the work looks at once."""

from __future__ import annotations

from app.services.base import Core


def run_jobs(core: Core) -> None:
    """The work itself takes longer than a task may: it is done by `app.job_runner`."""
    if core.jobs is not None:
        core.jobs.nudge()
