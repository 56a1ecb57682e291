"""An engine that waits less for its modems than one does for a real network: `python -m tests.bench.hurried_engine` in place of
`python -m app engine`. What is measured is what happens then."""

from __future__ import annotations

import sys

from app.__main__ import main
from bridge.modem import at, driver, port, sending, supervisor

PATIENCE: dict[tuple[object, str], object] = {
    (driver, "SEND_TIMEOUT"): 3.0,
    (driver, "POLL_SECONDS"): 1.0,
    (driver, "KEEP_AGAIN_SECONDS"): (0.5, 1.0),
    (at, "PROMPT_SECONDS"): 1.0,
    (at, "PROVE_SECONDS"): 0.5,
    (port, "REOPEN_SECONDS"): (0.2, 0.5),
    (sending, "BACK_OFF"): (0.5, 1, 2, 5),
    (supervisor, "LOOK_SECONDS"): 0.3,
    (supervisor, "CHOSEN_AGAIN_SECONDS"): 1.0,
    (supervisor, "MUTE_AGAIN_SECONDS"): (0.5, 1.0),
}

if __name__ == "__main__":
    for (module, name), value in PATIENCE.items():
        assert hasattr(module, name), name
        setattr(module, name, value)
    sys.exit(main(["engine"]))
