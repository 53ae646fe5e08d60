"""The SMS providers that the settings switch on, and the doors by which they come back."""

from collections.abc import Callable, Iterator, Mapping

from flask import Blueprint

from gateway.settings import Settings
from kernel.crypto import Keyring
from kernel.database import Database
from kernel.egress import Egress
from sms.africastalking.doors import africastalking_doors
from sms.contract import Provider
from sms.inbound import OnInbound
from sms.kannel.doors import kannel_doors
from sms.kannel.send import Kannel
from sms.orange.doors import orange_doors
from sms.orange.send import Orange
from sms.twilio.doors import twilio_doors
from sms.twilio.send import Twilio
from sms.twilio.signature import Signing


def build(settings: Settings, egress: Egress) -> Mapping[str, Provider]:
    """The providers by name, only those with a base address. For a worker: two of them import an SDK here."""
    providers = [provider for make in MAKERS for provider in make(settings, egress)]
    return {provider.name: provider for provider in providers}


def addresses(settings: Settings) -> list[str]:
    """The addresses that these providers are called at: what egress must let through."""
    urls = (
        settings.africastalking_base_url, settings.twilio_base_url, settings.kannel_base_url,
        settings.orange_sms_base_url,
    )  # fmt: skip
    return [url for url in urls if url]


def senders(settings: Settings) -> Mapping[str, str | None]:
    """The sender of each provider that has none of its own."""
    return {"africastalking": settings.africastalking_sender or None}


def doors(
    settings: Settings, database: Database, keyring: Keyring, on_inbound: OnInbound
) -> Iterator[Blueprint]:
    """The doors of the providers that are on."""
    token = settings.channel_token.get_secret_value()
    if settings.africastalking_base_url:
        yield africastalking_doors(database, keyring, token, on_inbound)
    if settings.twilio_base_url:
        yield twilio_doors(database, keyring, _signing(settings), on_inbound)
    if settings.kannel_base_url:
        yield kannel_doors(database, keyring, token, on_inbound)
    if settings.orange_sms_base_url:
        yield orange_doors(database, keyring, token, on_inbound)


def _signing(settings: Settings) -> Signing:
    return Signing(
        public_url=settings.public_url,
        auth_token=settings.twilio_auth_token.get_secret_value(),
        shared_key=settings.twilio_signature_key.get_secret_value(),
    )


def _africastalking(settings: Settings, egress: Egress) -> Iterator[Provider]:
    if settings.africastalking_base_url:
        # Here and not above: its SDK costs every web process 5 MB and an eighth of a second.
        from sms.africastalking.send import AfricasTalking

        yield AfricasTalking(
            username=settings.africastalking_username,
            api_key=settings.africastalking_api_key.get_secret_value(),
            base_url=settings.africastalking_base_url,
            egress=egress,
        )


def _twilio(settings: Settings, egress: Egress) -> Iterator[Provider]:
    if settings.twilio_base_url:
        yield Twilio(
            account_sid=settings.twilio_account_sid,
            auth_token=settings.twilio_auth_token.get_secret_value(),
            sender=settings.twilio_sender,
            base_url=settings.twilio_base_url,
            public_url=settings.public_url,
            egress=egress,
        )


def _kannel(settings: Settings, egress: Egress) -> Iterator[Provider]:
    if settings.kannel_base_url:
        token = settings.channel_token.get_secret_value()
        yield Kannel(
            base_url=settings.kannel_base_url,
            username=settings.kannel_username,
            password=settings.kannel_password.get_secret_value(),
            sender=settings.kannel_sender,
            reports_url=f"{settings.public_url}/sms/kannel/{token}/reports",
            egress=egress,
        )


def _orange(settings: Settings, egress: Egress) -> Iterator[Provider]:
    if settings.orange_sms_base_url:
        yield Orange(
            base_url=settings.orange_sms_base_url,
            client_id=settings.orange_sms_client_id,
            client_secret=settings.orange_sms_client_secret.get_secret_value(),
            egress=egress,
            sender_address=settings.orange_sms_sender_address,
            sender_name=settings.orange_sms_sender_name,
        )


MAKERS: tuple[Callable[[Settings, Egress], Iterator[Provider]], ...] = (
    _africastalking, _orange, _kannel, _twilio,
)  # fmt: skip
