"""The files of the administration: filed once a reference, moved by an officer, never in two states."""

import re
from typing import Any

from simulator import clock
from simulator.administrations.apex.actions import ACTIONS
from simulator.store import Document, Store

KEPT = 5000  # Files remembered; the oldest leave first.
MAX_COMMENT = 300  # Characters an officer may write: two SMS.
REFERENCE = re.compile(r"[A-Za-z0-9._-]{1,64}")
ENDED = ("APPROVED", "REJECTED")


class ApplicationRefused(Exception):
    """Nothing was done; ``status`` is the HTTP status to answer, the message is French."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Applications:
    """Files by reference: the same reference again is the same file."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def file(self, service: str, body: dict[str, Any]) -> tuple[Document, bool]:
        """File an application; the second value is False when the reference already had one."""
        reference = body.get("reference")
        answers = body.get("answers", {})
        if not isinstance(reference, str) or not REFERENCE.fullmatch(reference):
            raise ApplicationRefused(400, "La référence manque ou n'est pas lisible.")
        if not isinstance(answers, dict):
            raise ApplicationRefused(400, "Les réponses doivent être un objet.")
        with self._store.lock:
            if known := self._store.get("application", reference):
                if known["status"] in ENDED or not answers:
                    return known, False
                return self._store.change("application", reference, answers=answers), False
            return self._new(service, reference, body), True

    def find(self, name: str) -> Document | None:
        """The file of that fileId or reference."""
        if direct := self._store.get("application", name):
            return direct
        return next((each for each in self._store.all("application") if each["fileId"] == name), None)

    def all(self) -> list[Document]:
        """Every file, newest first."""
        return self._store.all("application")[::-1]

    def supply(self, name: str, body: dict[str, Any]) -> Document:
        """The applicant adds or corrects answers; a file sent back goes to verification again."""
        with self._store.lock:
            application = self._known(name)
            answers = body.get("answers", {})
            if application["status"] in ENDED:
                raise ApplicationRefused(409, "Le dossier est clos.")
            if not isinstance(answers, dict):
                raise ApplicationRefused(400, "Les réponses doivent être un objet.")
            merged = {**application["answers"], **answers}
            self._store.change("application", application["reference"], answers=merged)
            if application["stage"] == "complement":
                return self.move(name, "verification", "")
            return self._known(name)

    def move(self, name: str, action: str, comment: str) -> Document:
        """An officer acts; ApplicationRefused when the file is elsewhere or words are missing."""
        act = ACTIONS.get(action)
        if act is None:
            raise ApplicationRefused(400, f"Action inconnue. Connues : {', '.join(ACTIONS)}.")
        with self._store.lock:
            application = self._known(name)
            if application["stage"] not in act.from_stages:
                raise ApplicationRefused(409, f"Impossible depuis l'étape {application['stage']}.")
            if act.needs and not comment.strip():
                raise ApplicationRefused(400, "Écrivez ce que le demandeur doit savoir.")
            comment = " ".join(comment.split())[:MAX_COMMENT]
            at = clock.iso(clock.now())
            step = {"at": at, "stage": act.stage, "status": act.status, "comment": comment}
            return self._store.change(
                "application",
                application["reference"],
                stage=act.stage,
                status=act.status,
                comment=comment,
                updatedAt=at,
                history=[*application["history"], step],
            )

    def _known(self, name: str) -> Document:
        application = self.find(name)
        if application is None:
            raise ApplicationRefused(404, "Dossier inconnu.")
        return application

    def _new(self, service: str, reference: str, body: dict[str, Any]) -> Document:
        at = clock.iso(clock.now())
        rest = {key: value for key, value in body.items() if key not in ("reference", "answers", "callback")}
        first = {
            "serviceId": service,
            "reference": reference,
            "applicant": rest.pop("applicant", rest),
            "answers": body.get("answers", {}),
            "callback": str(body.get("callback") or ""),
            "status": "PENDING",
            "stage": "verification",
            "comment": "",
            "createdAt": at,
            "updatedAt": at,
            "history": [{"at": at, "stage": "verification", "status": "PENDING", "comment": ""}],
        }
        with self._store.lock:
            added = self._store.add("application", first, key=reference)
            self._store.trim("application", KEPT)
            file_id = f"APEX-{at[:4]}-{added['serial']:06d}"
            return self._store.change("application", reference, fileId=file_id)
