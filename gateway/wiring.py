"""The composition root: every part is made here, once a process, and handed what it needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from wsgiref.types import WSGIApplication

import redis
from flask import Blueprint, Response

from admin import words
from admin.console import console
from backends.contract import Administration
from backends.registry import Endpoint, connect
from cases.notices import Notices
from cases.polling import Polls
from cases.queries import Cases
from cases.screen_recorder import ScreenRecorder
from cases.submission import Submissions
from catalogue import commands
from catalogue.catalogue import Catalogue
from catalogue.loader import load as load_catalogue
from conversation.commands.desk import Desk
from conversation.converse import Conversation
from gateway import addresses, bell, connections, production, rails, sms_providers
from gateway.announcements import Announcements
from gateway.batches import Batch
from gateway.closed_cases import ClosedCases
from gateway.console import books
from gateway.console.parts import parts_of
from gateway.dropped import Dropped
from gateway.effects import Effects
from gateway.handlers import Handler, followed, of_cases, of_commands, of_messages, of_money
from gateway.messaging import Messaging
from gateway.money_port import Money
from gateway.part import part
from gateway.payment_effects import PaymentEffects
from gateway.payment_news import PaymentNews
from gateway.preferences import Preferences
from gateway.receipts import Perform, Receipts
from gateway.sealed import Sealed
from gateway.sealing.by_sms import ListsBySms
from gateway.settings import Settings
from gateway.sms_commands import SmsCommands
from gateway.sms_effects import SmsEffects
from gateway.sms_networks import networks
from gateway.treasury import Treasury
from kernel import session_store
from kernel.crypto import Keyring
from kernel.database import Database
from kernel.egress import Egress
from kernel.limits import Limits
from partner import events as partner_events
from partner.handlers import PartnerEvents
from sms.outbox import TOPIC as SMS_QUEUED
from ussd.dialects import hooks
from ussd.door import Door
from ussd.recorder import Recorder

# INSTANCE/CLASS/MEMBER/APP, the form of the Information-Mediator-Client header (GovStack).
INFORMATION_MEDIATOR_CLIENT = "ML/GOV/GUICHET/GATEWAY"
# What a door answers when it has kept what came.
KEPT = (HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.ACCEPTED, HTTPStatus.NO_CONTENT)


@dataclass
class Guichet:
    """The parts, made when first asked for: a worker never builds a menu, the web never an SMS client."""

    settings: Settings
    # To PostgreSQL, at most: as many as threads of this process may ask at once (``connections``).
    pool_size: int = connections.OF_COMMAND

    @part
    def catalogue(self) -> Catalogue:
        return catalogue_of(self.settings)

    @part
    def words(self) -> words.Words:
        """What the console says."""
        return words.load()

    @part
    def keyring(self) -> Keyring:
        keys = production.field_keys(self.settings)
        index_key = production.key_bytes(self.settings.index_key.get_secret_value())
        return Keyring(keys, active=next(iter(keys)), index_key=index_key)

    @part
    def database(self) -> Database:
        return Database(addresses.database_url(self.settings), pool_size=self.pool_size)

    @part
    def redis(self) -> redis.Redis:
        return session_store.connect(addresses.redis_url(self.settings))

    @part
    def egress(self) -> Egress:
        urls = (
            self.settings.apex_base_url, *sms_providers.addresses(self.settings), *rails.addresses(self.settings),
        )  # fmt: skip
        return Egress(urls, frozenset(self.settings.allow_private))

    @part
    def cases(self) -> Cases:
        return Cases(self.database, self.keyring, self.limits)

    @part
    def limits(self) -> Limits:
        return Limits(self.redis, secret=self.settings.index_key.get_secret_value().encode())

    @part
    def preferences(self) -> Preferences:
        return Preferences(self.database, self.keyring)

    @part
    def treasury(self) -> Treasury:
        return Treasury(self.settings, self.database, self.keyring, self.egress, self.redis, self.limits)

    @part
    def administrations(self) -> Mapping[str, Administration]:
        endpoints = {"apex": Endpoint(self.settings.apex_base_url, INFORMATION_MEDIATOR_CLIENT)}
        return connect(self.catalogue.administrations, endpoints, self.egress, self.redis)

    @part
    def conversation(self) -> Conversation:
        return Conversation(
            self.catalogue,
            self.sessions,
            self.cases,
            self.preferences,
            Receipts(self.database, self.keyring, self.performers),
            money=self.money,
            documents=self.sealed.port("ussd"),
            service_codes=self.settings.service_codes,
            countries=frozenset(self.settings.countries),
        )

    @part
    def performers(self) -> Mapping[type, Perform]:
        """What does the effects of the screens, whatever channel shows them."""
        effects = Effects(self.catalogue, self.keyring, self.treasury, self.cases, self.preferences)
        return {**effects.performers(), **PaymentEffects(self.treasury, self.catalogue).performers()}

    @part
    def money(self) -> Money:
        return Money(self.treasury, self.catalogue, self.limits)

    @part
    def sealed(self) -> Sealed:
        return Sealed(
            self.settings,
            self.database,
            self.keyring,
            self.limits,
            self.catalogue,
            self.treasury,
            self.preferences,
        )

    @part
    def messaging(self) -> Messaging:
        return Messaging(self.settings, self.database, self.keyring, self.egress, self.catalogue)

    @part
    def sms_commands(self) -> SmsCommands:
        root = self.settings.catalogue_dir
        desk = Desk(
            self.catalogue,
            commands.load(root) if root else commands.load(),
            self.cases,
            self.money,
            self.sealed.port("sms"),
            service_codes=self.settings.service_codes,
            countries=frozenset(self.settings.countries),
        )
        return SmsCommands(
            self.database,
            self.keyring,
            desk,
            self.preferences,
            Dropped(self.sessions),
            {
                **self.performers,
                **SmsEffects(self.keyring, self.limits).performers(),
                **ListsBySms(self.sealed.seals).performers(),
            },
            network_of=networks(self.catalogue.networks),
            say=self.catalogue.text,
        )

    @part
    def sessions(self) -> session_store.SessionStore:
        return session_store.SessionStore(self.redis, self.keyring)

    @part
    def recorder(self) -> Recorder:
        return Recorder(self.database, self.keyring)

    @part
    def screens(self) -> ScreenRecorder:
        return ScreenRecorder(self.database, self.keyring)

    def door(self, not_found: WSGIApplication) -> Door:
        """The USSD door; ``not_found`` answers a wrong secret as it answers any unknown path."""
        return Door(
            hooks(self.settings.service_codes, self.settings.ussd_profiles),
            self.screens.watch(self.conversation.converse),
            self.settings.channel_token.get_secret_value(),
            record=self.recorder.record,
            say=self.catalogue.text,
            not_found=not_found,
            is_open=self.sessions.is_open,
        )

    @part
    def handlers(self) -> Mapping[str, Handler]:
        administrations, services = self.administrations, self.catalogue.services
        news = PaymentNews(
            self.treasury, self.catalogue, self.preferences, next(iter(self.settings.service_codes))
        )
        own = {
            **of_cases(
                Submissions(self.database, self.keyring, administrations, services),
                Polls(self.database, self.keyring, administrations),
                PartnerEvents(self.database, self.keyring),
                Announcements(
                    self.database, self.keyring, self.catalogue, Notices(self.database, self.keyring)
                ),
            ),
            **of_messages(self.messaging.delivery),
            **of_commands(self.sms_commands),
            **of_money(self.treasury, news),
            **self.sealed.sealing.handlers,
            **self.sealed.examples,
            **books.handlers(self),
        }
        # The last may ask to be called again, while a payer holds a prompt.
        return followed(
            own, self.sealed.sealing.followers, ClosedCases(self.treasury, news.call_off).followers
        )

    @part
    def batches(self) -> Mapping[str, Batch]:
        """Topics that a drain takes many at a time; ``handlers`` has them too, for one alone."""
        return {SMS_QUEUED: self.messaging.delivery}

    @part
    def blueprints(self) -> tuple[Blueprint, ...]:
        apex = {"apex": self.settings.apex_events_token.get_secret_value()}
        doors = (
            *self.messaging.doors,
            partner_events.blueprint(self.database, self.keyring, apex),
            *self.treasury.doors,
        )
        for door in doors:
            door.after_request(self._rung)
        return (*doors, *self.sealed.doors, *console(parts_of(self)))

    def _rung(self, response: Response) -> Response:
        # What a door stored waits in the outbox: the bell saves it the seconds until the next sweep.
        if response.status_code in KEPT:
            bell.ring(self.redis, ["events", "payments"])
        return response

    def close(self) -> None:
        """Give back what was opened."""
        made = vars(self)
        # What works for others ends before what it works with.
        for name in ("conversation", "recorder", "screens", "egress", "database", "redis"):
            if name in made:
                made[name].close()
        if "sessions" in made:
            self.sessions.disconnect()


def catalogue_of(settings: Settings) -> Catalogue:
    """The catalogue of these settings. Raises CatalogueRefused."""
    return load_catalogue(settings.catalogue_dir) if settings.catalogue_dir else load_catalogue()


def build(settings: Settings, pool_size: int = connections.OF_COMMAND) -> Guichet:
    """The wiring of this process."""
    return Guichet(settings, pool_size)
