"""``python -m requirements.sbom [FILE]``: what Guichet is made of, as CycloneDX 1.6 (ECMA-424). Needs no network.

Versions and hashes are those that are pinned; licences are what the installed packages say of themselves.
"""

import importlib.metadata as installed
import sys
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import License, LicenseExpression
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from requirements.pinned import Pin, pins
from verification.web.build import PACKAGE, SHA256, VERSION

OURS = "guichet"
# The package's own file says it (`verification/web/build.py`).
SCANNER_LICENCE = "MIT"
# PEP 639's, and the one before it.
FIELDS = ("License-Expression", "License")
# Words in the place of a licence that say nothing.
NOTHING = ("", "unknown", "dual license", "other/proprietary license")
# A whole licence text in the field of its name: it is there, and it is no name.
LONGEST_NAME = 120
_licences = LicenseFactory()


def bom() -> Bom:
    """Ourselves, every pinned package and what npm brings, with who needs whom."""
    made = Bom()
    us = Component(
        name=OURS, version=installed.version(OURS), type=ComponentType.APPLICATION, bom_ref=OURS,
        licenses=_licence(OURS),
    )  # fmt: skip
    made.metadata.component = us
    components = [_component(pin) for pin in pins()]
    known = _by_name(components)
    scanner = Component(
        name=PACKAGE, version=VERSION, type=ComponentType.LIBRARY, bom_ref=f"npm:{PACKAGE}",
        purl=PackageURL("npm", name=PACKAGE, version=VERSION),
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=SHA256)],
        licenses=[_licences.make_from_string(SCANNER_LICENCE)],
    )  # fmt: skip
    made.components.update((*components, scanner))
    made.register_dependency(us, [*_needed(OURS, known), scanner])
    for component in components:
        made.register_dependency(component, _needed(component.name, known))
    return made


def text(made: Bom) -> str:
    """As JSON."""
    return make_outputter(made, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string(indent=2)


def _component(pin: Pin) -> Component:
    """One hash a file: a wheel for each machine. Which of them was installed, pip has checked."""
    conditions = [Property(name="guichet:marker", value=pin.marker)] if pin.marker else []
    return Component(
        name=pin.name, version=pin.version, type=ComponentType.LIBRARY, bom_ref=f"pypi:{pin.name}@{pin.version}",
        purl=PackageURL("pypi", name=pin.name, version=pin.version), licenses=_licence(pin.name),
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=each) for each in pin.hashes], properties=conditions,
    )  # fmt: skip


def _licence(name: str) -> list[License | LicenseExpression]:
    """By PEP 639, else by the older field, else by the classifiers; [] for what is not installed on this machine."""
    try:
        said = installed.metadata(name)
    except installed.PackageNotFoundError:
        return []
    classified = [
        each.rpartition(" :: ")[2] for each in said.get_all("Classifier") or () if each.startswith("License")
    ]
    named = next((each for field in FIELDS for each in said.get_all(field) or () if each), "")
    words = named.strip() if len(named) <= LONGEST_NAME else ""
    if words.lower() in NOTHING:
        words = " AND ".join(each for each in classified if each.lower() not in NOTHING)
    return [_licences.make_from_string(words)] if words else []


def _by_name(components: list[Component]) -> dict[str, list[Component]]:
    """One package may be pinned twice, each for its own machines."""
    found: dict[str, list[Component]] = {}
    for component in components:
        found.setdefault(component.name, []).append(component)
    return found


def _needed(name: str, known: dict[str, list[Component]]) -> list[Component]:
    """Whom it asks for on some machine, extras left out."""
    try:
        asked = installed.requires(name) or ()
    except installed.PackageNotFoundError:
        return []
    found = (Requirement(line) for line in asked)
    names = sorted({canonicalize_name(one.name) for one in found if "extra" not in str(one.marker or "")})
    return [component for each in names for component in known.get(each, ())]


if __name__ == "__main__":
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "guichet.cdx.json")
    target.write_text(text(bom()) + "\n", "utf-8")
    sys.stdout.write(f"{target}: {len(pins())} packages and {PACKAGE}\n")
