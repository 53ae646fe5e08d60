"""``/metrics`` for Prometheus, summed over the gateway's processes."""

from flask import Blueprint, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import REGISTRY, Collector

from gateway import health, inside
from gateway.wiring import Guichet


class _Components(Collector):
    """Readiness as gauges, looked at when scraped."""

    def __init__(self, guichet: Guichet) -> None:
        self._guichet = guichet

    def collect(self) -> list[Metric]:
        up = GaugeMetricFamily("guichet_component_up", "1 when the component answers", labels=["component"])
        for finding in health.findings(self._guichet):
            up.add_metric([finding.name], float(finding.ok))
        return [up]


def blueprint(guichet: Guichet) -> Blueprint:
    """``GET /metrics``."""
    views = Blueprint("metrics", __name__)

    @views.get("/metrics")
    @inside.only(guichet.settings)
    def metrics() -> Response:
        return Response(generate_latest(_registry(guichet)), content_type=CONTENT_TYPE_LATEST)

    return views


def _registry(guichet: Guichet) -> CollectorRegistry:
    registry = CollectorRegistry()
    if guichet.settings.metrics_dir:
        multiprocess.MultiProcessCollector(registry, path=str(guichet.settings.metrics_dir))  # type: ignore[no-untyped-call]
    else:
        registry.register(REGISTRY)
    registry.register(_Components(guichet))
    return registry
