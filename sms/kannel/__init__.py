"""Kannel 1.4, an SMPP gateway in our own network. Its wire only: the rules are one level up.

Its configuration gives our doors (the token is GUICHET_CHANNEL_TOKEN), in the group ``sms-service``:

    get-url = "https://<us>/sms/kannel/<token>/inbound?id=%I&from=%p&to=%P&coding=%c&text=%b"
    max-messages = 0

and in the group ``smsbox``, so that nothing is lost while we are away: ``http-request-retry = 60``. With
``max-messages = 0`` no HTTP reply becomes an SMS to the citizen; smsbox would send even its own "Could not fetch
content, sorry." after an error of ours.
"""

NAME = "kannel"
