"""The Redis of the tests: it comes up, is killed, and comes back with what it held."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.servers import NO_REDIS, RedisServer, has_redis

redis = pytest.importorskip("redis")


@pytest.mark.skipif(not has_redis(), reason=NO_REDIS)
def test_a_killed_redis_comes_back_with_what_it_held(tmp_path: Path) -> None:
    with RedisServer(tmp_path, fsync="always") as server:
        with redis.Redis.from_url(server.url) as client:
            client.set("held", "yes")
        server.kill()
        with redis.Redis.from_url(server.url) as client, pytest.raises(redis.ConnectionError):
            client.ping()
        server.start()
        with redis.Redis.from_url(server.url, decode_responses=True) as client:
            assert client.get("held") == "yes"
