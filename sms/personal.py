"""What this room holds of a person, for `guichet person`: see kernel/personal.py."""

from kernel.personal import Erasure, Personal, Section
from sms import erasure, of_person

_BILL = "that a message was sent, when and at what price: the operator's bill is checked by it"
_COUNTED = "counts a day's messages to one phone, and is deleted after 62 days"

PERSONAL = Personal(
    sections=(
        Section(
            "messages_sent", of_person.sent_to_phone, f"{_BILL}; the text only of what is still under way"
        ),
        Section(
            "messages_received",
            of_person.received_from_phone,
            "that it came, so that the operator's repeat of it is known; the text only within the hour",
        ),
        Section(
            "broadcasts",
            of_person.broadcasts_to_phone,
            "under way; deleted 30 days after the broadcast has ended",
        ),
        Section(
            "stop",
            of_person.silence_of_phone,
            "the wish to get no more messages, which would be broken without it",
        ),
    ),
    erasures=(
        Erasure("texts of messages sent", erasure.erase_sent),
        Erasure("texts of messages received", erasure.erase_received),
        Erasure("reports of operators on messages", erasure.erase_reports),
        Erasure("places among the recipients of broadcasts", erasure.erase_broadcasts),
    ),
    erased=frozenset(
        {
            "sms_message.body_sealed",
            "sms_inbound.body_sealed",
            "sms_report.raw_sealed",
            "sms_broadcast_recipient.phone_sealed",
            "sms_broadcast_recipient.phone_index",
        }
    ),
    kept={
        "sms_message.phone_sealed": _BILL,
        "sms_message.phone_index": _BILL,
        "sms_inbound.phone_sealed": "the number that a repeat by the operator is known by",
        "sms_inbound.phone_index": "the number that a repeat by the operator is known by",
        "sms_report.phone_index": "the blind index alone: the report of an operator finds its message by it",
        "sms_optout.phone_index": "the wish to get no more messages",
        "sms_spending.key": _COUNTED,
        "sms_broadcast.wording": "an office's own words, the same for thousands",
    },
    nobody={"sms_provider_weight": "providers and their shares"},
)
