"""The command line of the simulator, read into Options."""

import argparse
from pathlib import Path

from simulator.options import Options


def options(asked: argparse.Namespace) -> Options:
    """What was asked, without a slash behind the gateway."""
    return Options(
        gateway=asked.gateway.rstrip("/"),
        token=asked.token,
        events_token=asked.events_token,
        service_code=asked.service_code,
        short_code=asked.short_code,
        kannel_number=asked.kannel_number,
        orange_number=asked.orange_number,
        twilio_number=asked.twilio_number,
        twilio_account=asked.twilio_account,
        twilio_token=asked.twilio_token,
        twilio_algorithm=asked.twilio_algorithm,
        state=asked.state,
        inbound_retry_s=asked.inbound_retry_s,
        session_s=asked.session_s,
        moov_push_s=asked.moov_push_s,
        wave_secret=asked.wave_secret,
        pispi_secret=asked.pispi_secret,
    )


def parser() -> argparse.ArgumentParser:
    """Every option, with the usual value as its default."""
    usual = Options()
    built = argparse.ArgumentParser("simulator", description="The outside world, simulated.")
    add = built.add_argument
    add("--host", default="127.0.0.1", help="address to listen on")
    add("--port", type=int, default=8001, help="port to listen on; 0 picks a free one")
    add("--gateway", default=usual.gateway, help="base address of the gateway")
    add("--token", default=usual.token, help="secret in the gateway's callback paths")
    add("--events-token", default=usual.events_token, help="bearer token of the administrations' events")
    add("--service-code", default=usual.service_code, help="the USSD code people dial")
    add("--short-code", default=usual.short_code, help="SMS number served by Africa's Talking")
    add("--kannel-number", default=usual.kannel_number, help="SMS number served by Kannel")
    add("--orange-number", default=usual.orange_number, help="SMS number served by Orange Mali")
    add("--twilio-number", default=usual.twilio_number, help="SMS number served by Twilio")
    add("--twilio-account", default=usual.twilio_account, help="AccountSid in what Twilio posts")
    add("--twilio-token", default=usual.twilio_token, help="what Twilio signs its posts with")
    add("--twilio-algorithm", default=usual.twilio_algorithm, choices=("HMAC_SHA1", "HMAC_SHA256"))
    add("--state", type=Path, default=usual.state, help="directory that keeps the world's data")
    add("--inbound-retry-s", type=float, default=usual.inbound_retry_s, help="seconds between SMS re-posts")
    add("--session-s", type=float, default=usual.session_s, help="seconds a USSD session lasts at most")
    add("--moov-push-s", type=float, default=usual.moov_push_s, help="seconds Moov holds a push open")
    add("--wave-secret", default=usual.wave_secret, help="what Wave signs its webhooks with")
    add("--pispi-secret", default=usual.pispi_secret, help="what PI-SPI signs its webhooks with")
    return built
