"""API users and keys of the sandbox, as MTN's own portal makes them. These calls never fail by order."""

import secrets

from flask import Blueprint, jsonify, request

from simulator.operators.door import json_body
from simulator.operators.mtn.answers import Answer, Refused, denied, error, reference_id
from simulator.world import here

routes = Blueprint("mtn_provisioning", __name__, url_prefix="/operators/mtn")


@routes.post("/v1_0/apiuser")
def add_user() -> Answer | tuple[str, int]:
    """201 and nothing else; the callback host has neither scheme nor path."""
    user, host = reference_id(), str(json_body().get("providerCallbackHost") or "")
    if not request.headers.get("Ocp-Apim-Subscription-Key"):
        return denied("Access denied due to missing subscription key.")
    if not host or "/" in host:
        return error("REQUEST_REJECTED")
    if here().store.get("momo-user", user):
        return error("RESOURCE_ALREADY_EXIST")
    here().store.add("momo-user", {"host": host.partition(":")[0]}, key=user)
    return "", 201


@routes.get("/v1_0/apiuser/<user>")
def read_user(user: str) -> Answer:
    """The host registered."""
    known = here().store.get("momo-user", user)
    if not known:
        return error("RESOURCE_NOT_FOUND")
    return jsonify({"providerCallbackHost": known["host"], "targetEnvironment": "sandbox"}), 200


@routes.post("/v1_0/apiuser/<user>/apikey")
def add_key(user: str) -> Answer:
    """A new key; the one before is worth nothing any more (here any key is good)."""
    if not here().store.get("momo-user", user):
        return error("RESOURCE_NOT_FOUND")
    return jsonify({"apiKey": secrets.token_hex(16)}), 201


@routes.errorhandler(Refused)
def _refused(refusal: Refused) -> Answer:
    return refusal.answer
