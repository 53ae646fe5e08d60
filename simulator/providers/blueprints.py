"""Every route of every SMS provider, for the application to register."""

from simulator.providers import desk
from simulator.providers.africastalking import sms as africastalking
from simulator.providers.kannel import sms as kannel
from simulator.providers.orange import sms as orange
from simulator.providers.orange import tokens
from simulator.providers.twilio import lookup
from simulator.providers.twilio import sms as twilio

BLUEPRINTS = (
    desk.routes,
    africastalking.routes,
    twilio.routes,
    lookup.routes,
    kannel.routes,
    orange.routes,
    tokens.routes,
)
