"""Delivery reports: what Africa's Talking tells the gateway about a message it sent."""

from urllib.parse import urlencode

from simulator.courier import Courier
from simulator.faults import Faults
from simulator.handset.phones import phone
from simulator.options import Options
from simulator.systems import REPORT_FAULTS
from simulator.wire import Request

SYSTEM = "africastalking-sms"
HEADERS = (("User-Agent", "at-sms-api/1.0"), ("Content-Type", "application/x-www-form-urlencoded"))
# Which interim status a network's centre gives; both mean "not final".
INTERIM = {"61002": "Sent", "61001": "Submitted", "61602": "Submitted", "61603": "Sent"}
FINAL = "Success"
UNHEARD_OF = "ParkedAtBorder"  # No such status exists: a client must keep it and answer 200.


class Reports:
    """An interim report, then the final one, each at least once."""

    def __init__(self, options: Options, faults: Faults, courier: Courier) -> None:
        self._options = options
        self._faults = faults
        self._courier = courier

    def schedule(self, message_id: str, number: str) -> None:
        """Tell the story of one message to one phone."""
        ordered = {name for name in REPORT_FAULTS if self._faults.take(SYSTEM, [name], [number])}
        network = phone(number).network
        statuses = [INTERIM.get(network, "Sent"), UNHEARD_OF if "report-unknown" in ordered else FINAL]
        if "report-out-of-order" in ordered:
            statuses.reverse()
        late = self._options.late_s if "report-late" in ordered else 0.0
        for place, status in enumerate(statuses, start=1):
            fields = {"id": message_id, "status": status, "phoneNumber": number, "networkCode": network}
            for _ in range(2 if "report-twice" in ordered else 1):
                after = late + place * self._options.report_after_s
                self._courier.push("report", message_id, self._request(fields), after)

    def _request(self, fields: dict[str, str]) -> Request:
        url = f"{self._options.gateway}/sms/africastalking/{self._options.token}/reports"
        return Request(url, HEADERS, urlencode(fields).encode())
