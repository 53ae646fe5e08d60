"""The settings of the SMS providers beside Africa's Talking. A provider without a base address is switched off."""

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings

SECRET = SecretStr("demo")
# Twilio's own have "AC" and 32 hex digits; the simulator takes any well-formed one.
DEMO_ACCOUNT = "AC00000000000000000000000000000000"


class SmsSettings(BaseSettings):
    """The part of ``gateway.settings.Settings`` that concerns messages."""

    sms_quiet_hours: str = Field(
        "21:00-07:00",
        pattern=r"^(([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d)?$",
        description="Hours in which news waits for the morning, by the clock of the phone; empty: none (demo)",
    )
    sms_price_cap_xof: int = Field(
        100, ge=1, le=1000, description="A message whose part costs more is not sent: far or premium numbers"
    )

    twilio_base_url: str = Field("", description="Twilio's API; empty: off")
    twilio_account_sid: str = Field(DEMO_ACCOUNT, description="Twilio: account SID")
    twilio_auth_token: SecretStr = Field(SECRET, description="Twilio: auth token")
    twilio_sender: str = Field(
        "GUICHET", description="Twilio: alphanumeric sender or number of ours, in E.164"
    )
    twilio_signature_key: SecretStr = Field(
        SecretStr(""),
        description="Twilio: secret of the SharedKey that signs its webhooks (SHA-256); empty: the auth token (SHA-1)",
    )

    kannel_base_url: str = Field("", description="Kannel's smsbox, SMPP to an operator; empty: off")
    kannel_username: str = Field("guichet", description="Kannel: user of the group sendsms-user")
    kannel_password: SecretStr = Field(SecretStr("guichet"), description="Kannel: password of that user")
    kannel_sender: str = Field("", description="Kannel: sender; empty: its own global-sender")

    orange_sms_base_url: str = Field("", description="Orange's SMS API, Orange Mali subscribers; empty: off")
    orange_sms_client_id: str = Field("guichet", description="Orange SMS: client id")
    orange_sms_client_secret: SecretStr = Field(SECRET, description="Orange SMS: client secret")
    orange_sms_sender_address: str = Field(
        "tel:+2230000", description="Orange SMS: sender address of the country, as Orange gives it"
    )
    orange_sms_sender_name: str = Field(
        "", description="Orange SMS: sender name registered with Orange; empty: Orange's own"
    )
