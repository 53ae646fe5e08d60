"""The processes of the gateway: the web server, a worker for one lane, the ticker."""

import signal

import redis
import structlog
from granian import Granian
from granian.constants import Interfaces, SSLProtocols
from granian.http import HTTP1Settings
from redis.backoff import ConstantBackoff
from redis.retry import Retry

from gateway import bell, connections, queues
from gateway.addresses import database_url, redis_url
from gateway.intake import CONNECTIONS_A_PLACE
from gateway.settings import Settings
from gateway.ticker import Ticker
from gateway.wiring import build

# A body of 8 KiB over the slowest link arrives in seconds; ten are enough to send the headers (bad-input row 81).
HEADER_READ_MS = 10_000
BACKLOG = 1024
# A Redis that is away is asked for anew twice a second. The library's own pause doubles up to 10 s: a lane would
# stay unworked that long after Redis is back. Seven times seven tries (to connect, then to ask) are its patience too.
REDIS_AGAIN_S, REDIS_RETRIES = 0.5, 6
log = structlog.get_logger(__name__)


def web(settings: Settings) -> None:
    """Serve until stopped. Several places to work keep one slow step from holding up the others."""
    connections.tell(settings, database_url(settings))
    clients = settings.web_threads * CONNECTIONS_A_PLACE
    server = Granian(
        "gateway.front:create",
        factory=True,
        interface=Interfaces.WSGI,
        address=settings.host,
        port=settings.port,
        workers=settings.web_workers,
        # Each connection can have a thread: it reads the body there and then waits for a place (``intake``).
        blocking_threads=clients,
        backlog=BACKLOG,
        backpressure=clients,
        http1_settings=HTTP1Settings(
            header_read_timeout=HEADER_READ_MS, keep_alive=True, pipeline_flush=False
        ),
        # rustls: no other version and no suite without forward secrecy and authentication is there to choose.
        ssl_cert=settings.tls_certificate,
        ssl_key=settings.tls_key,
        ssl_protocol_min=SSLProtocols.tls12,
        websockets=False,
        respawn_failed_workers=True,
        respawn_interval=1.0,
        workers_kill_timeout=30,
        log_enabled=False,
    )
    server.serve()


def worker(settings: Settings, lane: str) -> None:
    """Drain ``lane`` until SIGTERM, after which the job in hand is finished."""
    if lane not in bell.LANES:
        raise ValueError(f"no lane {lane!r}: one of {', '.join(bell.LANES)}")
    client = redis.Redis.from_url(redis_url(settings), retry=_again())
    queues.worker(client, lane).work(logging_level="WARNING", with_scheduler=False)


def ticker(settings: Settings) -> None:
    """Ring until SIGTERM."""
    guichet = build(settings, connections.OF_TICKER)
    bells = redis.Redis.from_url(redis_url(settings), socket_timeout=5, retry=_again())
    ringing = Ticker(guichet, bells)
    signal.signal(signal.SIGTERM, ringing.stop)
    signal.signal(signal.SIGINT, ringing.stop)
    ringing.run()


def _again() -> Retry:
    return Retry(ConstantBackoff(REDIS_AGAIN_S), REDIS_RETRIES)
