"""Every route declares who may call it, "anybody" included; USSD's paths are guarded by the door itself."""

from gateway.web import create_app
from gateway.wiring import Guichet
from kernel import access
from kernel.access import Access


def test_every_route_declares_who_may_call_it(guichet: Guichet) -> None:
    app = create_app(guichet)
    undeclared = [
        str(rule)
        for rule in app.url_map.iter_rules()
        if not isinstance(getattr(app.view_functions[rule.endpoint], "__access__", None), Access)
    ]
    assert undeclared == []


def test_nothing_is_public_without_a_reason(guichet: Guichet) -> None:
    app = create_app(guichet)
    reasons = [access.of(view).reason for view in app.view_functions.values()]  # type: ignore[union-attr]
    assert all(len(reason) > 10 for reason in reasons)
