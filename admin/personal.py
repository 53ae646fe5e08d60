"""What this room holds: the people of the service, not those it serves. See kernel/personal.py."""

from kernel.personal import Personal

_STAFF = "somebody of the staff, who signs what is decided here"

PERSONAL = Personal(
    kept={
        "staff.totp_sealed": _STAFF,
        "staff.password_hash": _STAFF,
        "staff_reset.totp_sealed": _STAFF,
        "statement_upload.body_sealed": "an operator's statement while it is read: it goes within minutes",
        "document_alarm.finding": "what a person found when a paper of one use was presented again",
    },
    nobody={
        "staff_session": _STAFF,
        "staff_recovery_code": _STAFF,
        "overview_figure": "counts of a day",
        "overview_day": "which days were counted",
    },
)
