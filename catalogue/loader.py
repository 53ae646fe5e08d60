"""Reads the catalogue's files into a Catalogue, or refuses all of it with every problem.

No file is skipped: a file that should not be there is a problem too.
"""

from pathlib import Path

from catalogue import coherence, papers_loader, sms_prices, wording
from catalogue.administration import Administration
from catalogue.catalogue import Catalogue
from catalogue.network import Network, Networks
from catalogue.parts import build
from catalogue.problem import CatalogueRefused, Problem
from catalogue.service import Service
from catalogue.source import Source, read
from catalogue.text import LANGUAGES

__all__ = ["MOST_FILES", "CatalogueRefused", "Problem", "load"]

MOST_FILES = 100  # of one kind: there are 88 service numbers, and a start must stay under a second


def load(root: Path = Path(__file__).parent) -> Catalogue:
    """The catalogue under ``root``. Raises CatalogueRefused with ``.problems``, sorted, all at once."""
    loading = _Loading(root)
    administrations = loading.administrations()
    networks = loading.networks()
    services = loading.services({a.code: a for a in administrations})
    texts, refused = wording.merge({language: loading.texts(language) for language in LANGUAGES})
    prices, unpriced = sms_prices.load(root)
    papers, unpapered = papers_loader.load(root, {service.number: service for service in services})
    problems = [*loading.problems, *refused, *unpriced, *unpapered]
    if problems or networks is None:
        raise CatalogueRefused(problems)
    return Catalogue.of(
        services, administrations, list(networks.networks), texts, networks.default, prices, papers
    )


class _Loading:
    """One run over the files; ``problems`` grows as it goes."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[Problem] = []

    def administrations(self) -> list[Administration]:
        source = self._read("administrations.yaml")
        found: list[Administration] = []
        for code, fields in source.data.items():
            data = {**fields, "code": code} if isinstance(fields, dict) else fields
            administration, refused = build(Administration, source, data, (code,))
            self.problems += refused
            found += [administration] if administration else []
        return found

    def networks(self) -> Networks | None:
        source = self._read("networks.yaml")
        found, refused = build(Networks, source, source.data)
        # A file that could not be read said so already; its missing keys say nothing more.
        self.problems += refused if source.data else []
        known: dict[str, Network] = {}
        for at, network in enumerate(found.networks if found else ()):
            if known.setdefault(network.code, network) is not network:
                reason = f"network {network.code} is there twice"
                self._refuse(source.problem(("networks", at, "code"), reason))
        return found

    def services(self, administrations: dict[str, Administration]) -> list[Service]:
        sources = [source for source in self._directory("services") if source.data]
        found: list[Service] = []
        for source in sources:
            service, refused = build(Service, source, source.data)
            self.problems += refused
            self.problems += coherence.faults(source, administrations)
            found += [service] if service else []
        self.problems += coherence.duplicates(sources)
        return found

    def texts(self, language: str) -> list[Source]:
        return self._directory(f"texts/{language}")

    def _directory(self, directory: str) -> list[Source]:
        """The YAML files of ``directory``, by name. Having none is a fault: nothing may be lost."""
        paths = sorted(path for path in (self.root / directory).glob("*") if not path.name.startswith("."))
        if not paths:
            self._refuse(Problem(directory, 0, "no file here"))
        if len(paths) > MOST_FILES:
            self._refuse(Problem(directory, 0, f"more than {MOST_FILES} files"))
            return []
        for path in paths:
            if path.suffix != ".yaml":
                self._refuse(Problem(f"{directory}/{path.name}", 0, "only .yaml files belong here"))
        return [self._read(f"{directory}/{path.name}") for path in paths if path.suffix == ".yaml"]

    def _read(self, file: str) -> Source:
        source, refused = read(self.root, file)
        self.problems += refused
        return source

    def _refuse(self, problem: Problem) -> None:
        self.problems.append(problem)
