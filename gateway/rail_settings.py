"""The settings of the mobile-money operators. A rail without a base address is switched off."""

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings

SECRET = SecretStr("demo")
# Moov's key has exactly 32 characters; this one is for the simulator.
MOOV_DEMO_KEY = "guichet-demo-key-for-moov-32-chr"
# MTN's own ids are UUIDs; the simulator takes any well-formed one.
DEMO_UUID = "00000000-0000-4000-8000-000000000001"


class RailSettings(BaseSettings):
    """The part of ``gateway.settings.Settings`` that concerns money."""

    mtn_momo_base_url: str = Field("", description="MTN MoMo Open API, the platform of new charges")
    mtn_momo_old_base_url: str = Field(
        "", description="MTN's other platform while charges made there are still asked about"
    )
    mtn_momo_environment: str = Field("mtnbenin", description="MTN's X-Target-Environment")
    mtn_momo_currency: str = Field(
        "XOF", description="Currency that MTN's environment takes (EUR in its sandbox)"
    )
    mtn_momo_api_user: str = Field(DEMO_UUID, description="MTN Collections: API user")
    mtn_momo_api_key: SecretStr = Field(SECRET, description="MTN Collections: API key")
    mtn_momo_subscription_key: SecretStr = Field(SECRET, description="MTN Collections: subscription key")
    mtn_momo_disbursement_user: str = Field(
        "", description="MTN Disbursements: API user; empty: no refunds by API"
    )
    mtn_momo_disbursement_key: SecretStr = Field(SECRET, description="MTN Disbursements: API key")
    mtn_momo_disbursement_subscription_key: SecretStr = Field(
        SECRET, description="MTN Disbursements: subscription key"
    )

    orange_merchant_code: str = Field(
        "", description="Merchant code that Orange Money customers dial; empty: off"
    )
    moov_merchant_code: str = Field(
        "", description="Merchant code that Moov Money (Mali) customers dial; empty: off"
    )

    orange_money_base_url: str = Field("", description="Orange Money Web Payment (needs a browser)")
    orange_money_client_id: str = Field("guichet", description="Orange Money Web Payment: client id")
    orange_money_client_secret: SecretStr = Field(
        SECRET, description="Orange Money Web Payment: client secret"
    )
    orange_money_merchant_key: SecretStr = Field(SECRET, description="Orange Money Web Payment: merchant key")
    orange_money_currency: str = Field("XOF", description="Currency of Orange's market (OUV in its sandbox)")

    moov_base_url: str = Field("", description="Moov Money Benin, merchant SOAP API")
    moov_user: str = Field("guichet", description="Moov Money: user")
    moov_password: SecretStr = Field(SECRET, description="Moov Money: password")
    moov_key: SecretStr = Field(
        SecretStr(MOOV_DEMO_KEY), description="Moov Money: key of exactly 32 characters"
    )

    wave_base_url: str = Field("", description="Wave Checkout (needs a browser)")
    wave_api_key: SecretStr = Field(SECRET, description="Wave: API key")
    wave_webhook_secrets: SecretStr = Field(
        SECRET, description="Wave: webhook secrets, comma separated while one is being replaced"
    )

    gsma_base_url: str = Field("", description="An operator that speaks the GSMA Mobile Money API 1.2")
    gsma_client_id: str = Field("guichet", description="GSMA Mobile Money API: client id")
    gsma_api_key: SecretStr = Field(SECRET, description="GSMA Mobile Money API: API key")
    gsma_account: str = Field("guichet", description="GSMA Mobile Money API: our account id at the operator")

    pispi_base_url: str = Field(
        "", description="PI-SPI business API of our participant (instant payments, BCEAO)"
    )
    pispi_alias: str = Field(DEMO_UUID, description="PI-SPI: alias that receives")
    pispi_country: str = Field("ML", description="PI-SPI: country of our account")
    pispi_api_key: SecretStr = Field(SECRET, description="PI-SPI: API key")
    pispi_token_url: str = Field(
        "", description="PI-SPI: where access tokens are had (OAuth 2); empty: key alone"
    )
    pispi_client_id: str = Field("guichet", description="PI-SPI: OAuth client id")
    pispi_client_secret: SecretStr = Field(SECRET, description="PI-SPI: OAuth client secret")
    pispi_webhook_secrets: SecretStr = Field(SECRET, description="PI-SPI: webhook secrets, comma separated")

    biller_api_key: SecretStr = Field(
        SecretStr(""),
        description="Key by which an operator's own menu pulls and pays our bills; empty: closed",
    )
