"""The bell rings for lanes that have a worker; what else stands in Redis starts nothing."""

import redis as redis_py

from gateway import bell
from kernel.session_store import BELL


def test_a_lane_is_heard_once_and_by_who_drains_it(redis: redis_py.Redis) -> None:
    bell.ring(redis, ["sms_news", "payments", "sms"])
    bell.ring(redis, ["payments"])
    assert bell.listen(redis, 1) == {"sms", "payments"}


def test_a_lane_of_another_version_is_not_heard(redis: redis_py.Redis) -> None:
    """Its jobs would wait for ever on a queue that nobody reads."""
    redis.rpush(BELL, "sms_bulk", "cases", "events")
    assert bell.listen(redis, 1) == {"sms", "events"}
