"""What a production start refuses of the seal settings: demo secrets, a host of nobody's, keys in the data folder."""

import re

from gateway import seal_settings
from gateway.settings import Settings

# NIST SP 800-63B 5.1.1: eight is the least for a person; this one is read from a file by a machine.
PASSPHRASE_MIN = 20
_ADDRESS = re.compile(r"[0-9.]+(:[0-9]+)?|localhost(:[0-9]+)?|[^.]*")


def demo_secrets(settings: Settings) -> list[str]:
    """A passphrase or a key of the codes that everybody knows, or a weak one."""
    found = []
    passphrase = settings.seal_passphrase.get_secret_value()
    if passphrase == seal_settings.DEMO_PASSPHRASE.get_secret_value():
        found.append("GUICHET_SEAL_PASSPHRASE: still the demo passphrase")
    elif len(passphrase) < PASSPHRASE_MIN:
        found.append(f"GUICHET_SEAL_PASSPHRASE: shorter than {PASSPHRASE_MIN} characters")
    if settings.seal_code_key.get_secret_value() == seal_settings.DEMO_CODE_KEY.get_secret_value():
        found.append("GUICHET_SEAL_CODE_KEY: still the demo key")
    return found


def no_host(settings: Settings) -> list[str]:
    """What is printed on papers for years has to be a name of ours, not an address of today."""
    if _ADDRESS.fullmatch(settings.verify_host):
        return ["GUICHET_VERIFY_HOST: a host name of yours, which papers will carry for years"]
    return []


def keys_at_hand(settings: Settings) -> list[str]:
    """A backup or a copy of the data folder must not carry the keys away."""
    folder = settings.seal_keys_dir
    if folder is None or folder.resolve().is_relative_to(settings.data_dir.resolve()):
        return ["GUICHET_SEAL_KEYS_DIR: a folder outside GUICHET_DATA_DIR"]
    return []
