"""Every screen by name."""

from collections.abc import Mapping

from conversation.screen import Screen
from conversation.screens.about import AboutService
from conversation.screens.bill import BillScreen
from conversation.screens.bills import Bills
from conversation.screens.claim import ClaimScreen
from conversation.screens.code import Code
from conversation.screens.consent import Consent
from conversation.screens.correct import Correct
from conversation.screens.document import Document, Verify
from conversation.screens.follow import Follow
from conversation.screens.language import Settings
from conversation.screens.main_menu import MainMenu
from conversation.screens.notice import NOTICES, Notice
from conversation.screens.pay import PayMenu
from conversation.screens.pay_consent import PayConsent
from conversation.screens.prohibited import Prohibited
from conversation.screens.questions import QuestionScreen
from conversation.screens.reference import Reference
from conversation.screens.resume import Resume
from conversation.screens.service import ServiceScreen
from conversation.screens.services import Services
from conversation.screens.status import Status
from conversation.screens.tax import TaxPersons, TaxPlace, TaxYear
from conversation.screens.tax_consent import TaxConsent
from conversation.screens.ways import Ways

_ALL: tuple[Screen, ...] = (
    MainMenu(),
    Follow(), Reference("reference", "status"), Status(), Code(),
    PayMenu(), Bills(), Reference("bill_reference", "bill"), BillScreen(), Ways(), PayConsent(),
    TaxPlace(), TaxYear(), TaxPersons(), TaxConsent(),
    Reference("claim_reference", "claim"), ClaimScreen(),
    Verify(), Document(),
    *(Notice(name) for name in NOTICES),
    Services(), ServiceScreen(),
    AboutService("papers"), AboutService("legal"), AboutService("where"),
    QuestionScreen(), Prohibited(), Consent(), Correct(), Resume(),
    Settings(),
)  # fmt: skip

SCREENS: Mapping[str, Screen] = {screen.name: screen for screen in _ALL}
