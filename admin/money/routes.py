"""The paths of money: payments, what has no owner, what goes back. Acts that move money ask a fresh code."""

from admin.money import live, matching, one, refunds, returning, suspense
from admin.route import Route

PAYMENT, MONEY, REFUND = "/admin/payments/<reference>", "/admin/suspense/<name>", "/admin/refunds/<reference>"

ROUTES: tuple[Route, ...] = (
    Route("GET", "/admin/payments", "money_list", live.payments, "money.read", scope=True, menu="menu.money", key="4"),
    Route("GET", PAYMENT, "money_one", one.one, "money.read", scope=True),
    Route("POST", f"{PAYMENT}/ask", "money_ask", one.ask, "money.ask", scope=True),
    Route("GET", "/admin/suspense", "money_suspense", suspense.listing, "money.read", scope=True),
    Route("GET", MONEY, "money_suspense_one", suspense.one, "money.read", scope=True),
    Route("POST", f"{MONEY}/propose", "money_propose", matching.propose, "money.ask", scope=True, step_up=True),
    Route("POST", f"{MONEY}/release", "money_release", matching.release, "money.grant", scope=True, step_up=True),
    Route("POST", f"{MONEY}/refuse", "money_unpropose", matching.unpropose, "money.grant", scope=True, step_up=True),
    Route("GET", "/admin/refunds", "money_refunds", refunds.listing, "money.read", scope=True),
    Route("GET", REFUND, "money_refund", refunds.one, "money.read", scope=True),
    Route("POST", f"{REFUND}/ask", "money_refund_ask", returning.ask, "money.ask", scope=True, step_up=True),
    Route("POST", f"{REFUND}/grant", "money_refund_grant", returning.grant, "money.grant", scope=True, step_up=True),
    Route("POST", f"{REFUND}/refuse", "money_refund_refuse", returning.refuse, "money.grant", scope=True, step_up=True),
    Route("POST", f"{REFUND}/credit", "money_credit", returning.spend, "money.grant", scope=True, step_up=True),
)  # fmt: skip
