"""What an invoice is for, as people write it: its label is the one cleaned for operators ("Certificat d origine")."""

from catalogue.catalogue import Catalogue
from payments.invoices import plain_label


def own_title(catalogue: Catalogue, label: str) -> str:
    """The service's own title, a tax with its year; the label itself for a service that is not in the catalogue."""
    for service in catalogue.services.values():
        title = service.title.of("fr")
        rest = label.removeprefix(plain_label(title))
        if rest != label and rest[:1] in ("", " "):
            return title + rest
    return label
