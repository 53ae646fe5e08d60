"""The settings of sealed documents: what their codes link to, where the keys lie and what opens them."""

from base64 import b64encode
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings

# Known to everybody: good for a demo, refused in production.
DEMO_PASSPHRASE = SecretStr("guichet-demo-passphrase")
DEMO_CODE_KEY = SecretStr(b64encode(b"guichet demo key: not for codes!"[:32]).decode())
DEMO_HOST = "127.0.0.1:8000"


class SealSettings(BaseSettings):
    """The part of ``gateway.settings.Settings`` that concerns sealed documents."""

    verify_host: str = Field(
        DEMO_HOST,
        pattern=r"^[a-z0-9.-]{1,253}(:[0-9]{1,5})?$",
        description="Host that the QR codes of new documents link to, in lower case: it is printed for years",
    )
    verify_hosts_before: str = Field(
        "", description="Hosts that were printed before and are still ours, comma separated"
    )
    verify_sms: str = Field(
        "",
        description="Number that answers VERIF and LISTES by SMS, as papers and the page /V/ print it; empty: none",
    )
    seal_passphrase: SecretStr = Field(
        DEMO_PASSPHRASE,
        description="What opens the signing keys; the worker of lane documents alone needs it",
    )
    seal_code_key: SecretStr = Field(
        DEMO_CODE_KEY,
        description="Base64 of 32 bytes: the codes printed beside the numbers are derived from it",
    )
    seal_keys_dir: Path | None = Field(
        None, description="Folder of the signing keys and of root.pub; empty: `keys` in GUICHET_DATA_DIR"
    )
