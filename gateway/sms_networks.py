"""The network of a phone that sends no session: by its prefix, as the MCC+MNC that rails and screens know."""

from collections.abc import Callable, Mapping

from catalogue.network import Network
from kernel.network import NETWORKS, network_of


def networks(known: Mapping[str, Network]) -> Callable[[str], str]:
    """Phone (E.164) -> MCC+MNC, "" for a network that the catalogue does not have. ``known`` by MCC+MNC.

    Only the order of what is offered depends on it: numbers are carried over between operators.
    """
    by_name = {network.name: code for code, network in known.items()}
    codes = {name: by_name.get(shown, "") for name, shown in NETWORKS.items()}
    return lambda phone: codes.get(network_of(phone), "")
