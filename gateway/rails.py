"""The mobile-money operators that the settings switch on, each made with its own keys."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

from catalogue.accounting_plan import Accounting
from gateway.settings import Settings
from kernel import clock
from kernel.egress import Egress
from payments.contract import Rail
from payments.gsma.rail import Gsma
from payments.moov import credential
from payments.moov.rail import Moov
from payments.mtn.platform import Platform, Product
from payments.mtn.rail import Mtn
from payments.orange.rail import Orange
from payments.orange.wire import Merchant
from payments.orange_merchant.rail import MerchantCode
from payments.pispi.rail import Business, Pispi
from payments.rails import Rails, table
from payments.wave.rail import Wave

# lessor.ml, 13 August 2024: what the treasury of Mali has its customers dial.
MOOV_MALI_CODE = "*166*4*{merchant}*{amount}*{secret}#"
MOOV_MALI = frozenset({"61001"})
FeeOf = Callable[[str, str], Callable[[int], int]]


def build(settings: Settings, egress: Egress, accounting: Accounting) -> Rails:
    """The rails by name. Raises ValueError for settings that no operator would take."""
    fee_of: FeeOf = lambda rail, country: partial(_fee, accounting, rail, country)  # noqa: E731 - a fee by rail
    return table(rail for make in MAKERS for rail in make(settings, egress, fee_of))


def addresses(settings: Settings) -> list[str]:
    """The addresses that these rails call: what egress must let through."""
    urls = (
        settings.mtn_momo_base_url, settings.mtn_momo_old_base_url, settings.orange_money_base_url,
        settings.moov_base_url, settings.wave_base_url, settings.gsma_base_url, settings.pispi_base_url,
        settings.pispi_token_url,
    )  # fmt: skip
    return [url for url in urls if url]


def _fee(accounting: Accounting, rail: str, country: str, amount_xof: int) -> int:
    day: date = clock.local_day(country, clock.now())
    return accounting.operator_fee(rail, country, amount_xof, day)


def _mtn(settings: Settings, egress: Egress, fee_of: FeeOf) -> Iterator[Rail]:
    urls = [url for url in (settings.mtn_momo_base_url, settings.mtn_momo_old_base_url) if url]
    if not urls:
        return
    token = settings.channel_token.get_secret_value()
    platforms = [_platform(settings, url) for url in urls]
    callback = f"{settings.public_url}/payments/mtn/{token}/callback"
    yield Mtn(egress, platforms, callback_url=callback, fee=fee_of("mtn", "BJ"))


def _platform(settings: Settings, url: str) -> Platform:
    collection = Product(
        settings.mtn_momo_api_user,
        settings.mtn_momo_api_key.get_secret_value(),
        settings.mtn_momo_subscription_key.get_secret_value(),
    )
    disbursement = Product(
        settings.mtn_momo_disbursement_user,
        settings.mtn_momo_disbursement_key.get_secret_value(),
        settings.mtn_momo_disbursement_subscription_key.get_secret_value(),
    )
    return Platform(
        url.rstrip("/"), collection, settings.mtn_momo_environment, settings.mtn_momo_currency,
        disbursement if settings.mtn_momo_disbursement_user else None,
    )  # fmt: skip


def _merchant_codes(settings: Settings, _egress: Egress, fee_of: FeeOf) -> Iterator[Rail]:
    if settings.orange_merchant_code:
        yield MerchantCode(settings.orange_merchant_code, fee=fee_of("orange_merchant", "ML"))
    if settings.moov_merchant_code:
        yield MerchantCode(
            settings.moov_merchant_code, name="moov_merchant", code=MOOV_MALI_CODE, networks=MOOV_MALI,
            fee=fee_of("moov_merchant", "ML"),
        )  # fmt: skip


def _orange_web(settings: Settings, egress: Egress, fee_of: FeeOf) -> Iterator[Rail]:
    if not settings.orange_money_base_url:
        return
    token = settings.channel_token.get_secret_value()
    merchant = Merchant(
        key=settings.orange_money_merchant_key.get_secret_value(),
        currency=settings.orange_money_currency,
        reference="Guichet",
        return_url=settings.public_url,
        cancel_url=settings.public_url,
        notify_url=f"{settings.public_url}/payments/orange/{token}/notify",
    )
    yield Orange(
        egress=egress, base_url=settings.orange_money_base_url, client_id=settings.orange_money_client_id,
        client_secret=settings.orange_money_client_secret.get_secret_value(), merchant=merchant,
        fee=fee_of("orange", "ML"),
    )  # fmt: skip


def _moov(settings: Settings, egress: Egress, fee_of: FeeOf) -> Iterator[Rail]:
    if settings.moov_base_url:
        token = credential.token(
            settings.moov_user,
            settings.moov_password.get_secret_value(),
            settings.moov_key.get_secret_value(),
        )
        yield Moov(egress=egress, base_url=settings.moov_base_url, token=token, fee=fee_of("moov", "BJ"))


def _wave(settings: Settings, egress: Egress, fee_of: FeeOf) -> Iterator[Rail]:
    if settings.wave_base_url:
        yield Wave(
            egress=egress, base_url=settings.wave_base_url, api_key=settings.wave_api_key.get_secret_value(),
            success_url=settings.public_url, error_url=settings.public_url, fee=fee_of("wave", "ML"),
        )  # fmt: skip


def _gsma(settings: Settings, egress: Egress, fee_of: FeeOf) -> Iterator[Rail]:
    if settings.gsma_base_url:
        token = settings.channel_token.get_secret_value()
        yield Gsma(
            egress=egress, base_url=settings.gsma_base_url,
            credentials={"X-Client-Id": settings.gsma_client_id, "X-API-Key": settings.gsma_api_key.get_secret_value()},
            account={"accountid": settings.gsma_account},
            callback_url=f"{settings.public_url}/payments/gsma/{token}/callback",
            networks=frozenset(), countries=frozenset({"ML", "BJ"}), fee=fee_of("gsma", "ML"),
        )  # fmt: skip


def _pispi(settings: Settings, egress: Egress, fee_of: FeeOf) -> Iterator[Rail]:
    if settings.pispi_base_url:
        business = Business(
            settings.pispi_alias, settings.pispi_country, settings.pispi_api_key.get_secret_value(),
            settings.pispi_token_url, settings.pispi_client_id, settings.pispi_client_secret.get_secret_value(),
        )  # fmt: skip
        yield Pispi(
            egress=egress,
            base_url=settings.pispi_base_url,
            business=business,
            fee=fee_of("pispi", settings.pispi_country),
        )


MAKERS: tuple[Callable[[Settings, Egress, FeeOf], Iterator[Rail]], ...] = (
    _mtn, _merchant_codes, _moov, _wave, _orange_web, _gsma, _pispi,
)  # fmt: skip
