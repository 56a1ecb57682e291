"""A process that looks to the window like an engine: `python -m tests.ui.stub_engine FOLDER_WITH_TLS`."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

from app.paths import default_home
from tests.ui.rpc_server import RpcServer
from tests.ui.stub_office import furnished


def main() -> int:
    server = RpcServer(furnished(), Path(sys.argv[1]))
    server.write_endpoint(default_home(), pid=os.getpid())
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    ended.wait()
    server.close()
    (default_home() / "engine.json").unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
