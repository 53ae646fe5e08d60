"""What each process may do in Redis, as ACL rules. Deny by default: a command or key that is not here is refused.

Redis and Valkey, "ACL": https://valkey.io/topics/acl. Passwords are not ours to choose and stay as they are.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class User(StrEnum):
    """The names are those of the server."""

    WEB = "guichet_web"  # `guichet web`
    WORKER = "guichet_worker"  # `guichet worker LANE`, `guichet ticker`, and the commands


@dataclass(frozen=True, slots=True)
class Rules:
    """``keys`` are patterns as the ACL has them, ``commands`` names or "name|subcommand"."""

    keys: tuple[str, ...]
    commands: tuple[str, ...]
    channels: tuple[str, ...] = ()


# A connection that opens, and a pool that looks whether it is alive.
_CONNECTING = ("auth", "hello", "select", "ping", "client|setname", "client|setinfo")
# ``kernel/lua``, ``kernel/limits.py``: scripts run with the rights of whoever calls them.
_SCRIPTS = ("evalsha", "script|load", "time")
# Sessions, limits, the bell, breakers, signs of life.
_OURS = (
    "get", "set", "del", "exists", "expire", "pexpire", "incr", "hget", "hmget", "hset", "hdel", "hexists",
    "rpush", "ltrim", "zadd", "zcard", "zremrangebyscore", "multi", "exec",
)  # fmt: skip
# What RQ adds: its queues are lists, its registries sorted sets, its jobs hashes.
_RQ = (
    "blmove", "blpop", "client|list", "discard", "hgetall", "hincrby", "hincrbyfloat", "info", "llen", "lmove",
    "lpop", "lpos", "lpush", "lrange", "lrem", "persist", "publish", "sadd", "smembers", "srem", "subscribe",
    "ttl", "unsubscribe", "unwatch", "watch", "xadd", "xlen", "xread", "xrevrange", "xtrim", "zrange",
    "zrangebyscore", "zrem", "zscore",
)  # fmt: skip
_SESSIONS = ("~s:*", "~p:*", "~n:*", "~limit:*")

RULES: dict[User, Rules] = {
    User.WEB: Rules(
        # It rings and looks who is alive; jobs are the ticker's to write.
        keys=(
            *_SESSIONS, "~guichet:bell", "~guichet:probe", "~guichet:breaker:*", "%R~guichet:alive:*",
        ),
        commands=(*_CONNECTING, *_SCRIPTS, *_OURS),
    ),
    User.WORKER: Rules(
        keys=(*_SESSIONS, "~guichet:*", "~rq:*"),
        commands=(*_CONNECTING, *_SCRIPTS, *_OURS, *_RQ),
        channels=("rq:pubsub:*",),
    ),
}  # fmt: skip


def statements() -> Iterator[str]:
    """One ACL SETUSER each. Run again they replace the rules, and leave the password and on/off as they are."""
    for user, rules in RULES.items():
        parts = (
            "resetkeys", "resetchannels", "-@all",
            *rules.keys,
            *(f"&{channel}" for channel in rules.channels),
            *(f"+{command}" for command in rules.commands),
        )  # fmt: skip
        yield " ".join(("ACL", "SETUSER", user, *parts))
