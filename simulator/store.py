"""Everything the world remembers: JSON documents in memory, written through to one small SQLite file."""

import json
import sqlite3
import threading
from pathlib import Path
from typing import Any

Document = dict[str, Any]

SCHEMA = """
CREATE TABLE IF NOT EXISTS record
    (kind TEXT, key TEXT, body TEXT NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID
"""
UPSERT = """
INSERT INTO record VALUES (?, ?, ?) ON CONFLICT (kind, key) DO UPDATE SET body = excluded.body
"""


class Store:
    """Documents by kind and key, oldest first. Hold ``lock`` around read-change-write."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.lock = threading.RLock()
        self._file = sqlite3.connect(directory / "simulator.sqlite3", check_same_thread=False)
        # A demo machine that loses power may forget the last moments; it must not wait on the disk each time.
        self._file.execute("PRAGMA journal_mode=WAL")
        self._file.execute("PRAGMA synchronous=NORMAL")
        self._file.execute(SCHEMA)
        self._kinds: dict[str, dict[str, Document]] = {}
        for kind, key, body in self._file.execute("SELECT kind, key, body FROM record"):
            self._kinds.setdefault(kind, {})[key] = json.loads(body)
        for kind, documents in self._kinds.items():
            by_serial = sorted(documents.items(), key=lambda item: int(item[1].get("serial", 0)))
            self._kinds[kind] = dict(by_serial)

    def add(self, kind: str, document: Document, key: str | None = None) -> Document:
        """Keep a new document under the next serial of its kind; ``key`` defaults to that serial."""
        with self.lock:
            serial = int(self.get("counter", kind).get("last", 0)) + 1
            self._write("counter", kind, {"last": serial})
            document = {**document, "serial": serial}
            self._write(kind, key or str(serial), document)
            return document

    def change(self, kind: str, key: str, **values: object) -> Document:
        """Set fields of a kept document; KeyError when it is gone."""
        with self.lock:
            document = {**self._kinds.get(kind, {})[key], **values}
            self._write(kind, key, document)
            return document

    def get(self, kind: str, key: str) -> Document:
        """A copy of the document, or an empty one."""
        with self.lock:
            return dict(self._kinds.get(kind, {}).get(key, {}))

    def all(self, kind: str) -> list[Document]:
        """Copies of every document of a kind, oldest first."""
        with self.lock:
            return [dict(document) for document in self._kinds.get(kind, {}).values()]

    def remove(self, kind: str, key: str) -> None:
        """Forget a document; nothing happens when it is not there."""
        with self.lock, self._file:
            self._kinds.get(kind, {}).pop(key, None)
            self._file.execute("DELETE FROM record WHERE kind = ? AND key = ?", (kind, key))

    def trim(self, kind: str, keep: int) -> None:
        """Forget the oldest documents of a kind above ``keep``."""
        with self.lock:
            keys = list(self._kinds.get(kind, {}))
            for key in keys[: max(0, len(keys) - keep)]:
                self.remove(kind, key)

    def close(self) -> None:
        """Close the file; the memory copy stays readable."""
        with self.lock:
            self._file.close()

    def _write(self, kind: str, key: str, document: Document) -> None:
        with self._file:
            self._file.execute(UPSERT, (kind, key, json.dumps(document, ensure_ascii=False)))
        self._kinds.setdefault(kind, {})[key] = document
