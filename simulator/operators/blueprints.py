"""Every route of every operator, for the application to register."""

from simulator.operators import desk, desk_accounts, desk_statement, prompt_api
from simulator.operators.gsma import reversals as gsma_reversals
from simulator.operators.gsma import states as gsma_states
from simulator.operators.gsma import transactions as gsma_transactions
from simulator.operators.moov import routes as moov
from simulator.operators.mtn import accounts as mtn_accounts
from simulator.operators.mtn import collection, provisioning, refund
from simulator.operators.mtn import tokens as mtn_tokens
from simulator.operators.orange import merchant, tokens, transactionstatus, webpayment
from simulator.operators.orange import payer as orange_payer
from simulator.operators.pispi import payments as pispi_payments
from simulator.operators.pispi import requests_to_pay
from simulator.operators.pispi import tokens as pispi_tokens
from simulator.operators.wave import checkout, closing, ledger
from simulator.operators.wave import payer as wave_payer

BLUEPRINTS = (
    prompt_api.routes,
    desk.routes,
    desk_statement.routes,
    desk_accounts.routes,
    provisioning.routes,
    mtn_tokens.routes,
    collection.routes,
    refund.routes,
    mtn_accounts.routes,
    tokens.routes,
    merchant.routes,
    webpayment.routes,
    transactionstatus.routes,
    orange_payer.routes,
    moov.routes,
    checkout.routes,
    closing.routes,
    ledger.routes,
    wave_payer.routes,
    gsma_transactions.routes,
    gsma_reversals.routes,
    gsma_states.routes,
    pispi_tokens.routes,
    requests_to_pay.routes,
    pispi_payments.routes,
)
