"""The menu as a tree, to print and hang beside a counter: what to press for what."""

from dataclasses import dataclass

from catalogue.catalogue import Catalogue
from catalogue.service import Service
from conversation.screens import language as settings
from conversation.screens import main_menu, pay, service
from conversation.tax import TAXES


@dataclass(frozen=True, slots=True)
class Branch:
    """One choice: ``key`` is what is pressed ("" for what is asked), ``label`` what is read."""

    key: str
    label: str
    children: tuple["Branch", ...] = ()


def menu_map(catalogue: Catalogue, language: str) -> Branch:
    """The whole menu in ``language``; services stand under the number that opens them from anywhere."""
    below = {
        "pay": _pay(catalogue, language),
        "services": _services(catalogue, language),
        "settings": _settings(catalogue, language),
    }
    choices = tuple(
        Branch(str(digit), catalogue.text(f"menu.{name}", language), below.get(name, ()))
        for digit, name in enumerate(main_menu.CHOICES, 1)
    )
    return Branch("", catalogue.text("menu.title", language), choices)


def _pay(catalogue: Catalogue, language: str) -> tuple[Branch, ...]:
    """The tax stands here under the names of all countries that have one."""
    taxes = [catalogue.services[number] for number in TAXES.values() if number in catalogue.services]
    names = {"tax": " / ".join(f"{one.title.of(language)} ({one.country})" for one in taxes)}
    return tuple(
        Branch(str(digit), names.get(choice) or catalogue.text(f"pay.{choice}", language))
        for digit, choice in enumerate(pay.CHOICES, 1)
        if choice not in names or names[choice]
    )


def _services(catalogue: Catalogue, language: str) -> tuple[Branch, ...]:
    return tuple(
        Branch(str(number), f"{one.title.of(language)} ({one.country})", _service(catalogue, one, language))
        for number, one in catalogue.services.items()
    )


def _service(catalogue: Catalogue, one: Service, language: str) -> tuple[Branch, ...]:
    questions = tuple(Branch("", question.prompt.of(language)) for question in one.questions)
    return tuple(
        Branch(
            str(digit), catalogue.text(f"service.{name}", language), questions if name == "deposit" else ()
        )
        for digit, name in enumerate(service.choices(one), 1)
    )


def _settings(catalogue: Catalogue, language: str) -> tuple[Branch, ...]:
    names = [catalogue.text(f"language.{code}", language) for code in settings.CHOICES]
    names.append(catalogue.text("settings.help", language))
    return tuple(Branch(str(digit), name) for digit, name in enumerate(names, 1))
