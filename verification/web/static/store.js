"use strict";
// What this device keeps, by name: read as of one moment, and written only onto what was read. The page, its other tabs
// and the service worker keep it together; IndexedDB, because the cache of files has no transactions.
var store = (function () {
  const NAME = "guichet-registers", TABLE = "kept", REVISION = "revision";
  // Who is overtaken has lost to somebody who wrote: a phone has a few tabs and a worker, and each writes once a list.
  const TRIES = 50;
  let last = Promise.resolve();

  function possible() { return "indexedDB" in self; }

  function opened() {
    return new Promise(function (resolve, reject) {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = function () { request.result.createObjectStore(TABLE); };
      request.onsuccess = function () { resolve(request.result); };
      request.onerror = function () { reject(request.error); };
    });
  }

  // ``work`` asks of the table and fills ``said``, which is resolved to when the transaction is through.
  function within(mode, said, work) {
    return opened().then(function (base) {
      return new Promise(function (resolve, reject) {
        const transaction = base.transaction(TABLE, mode);
        transaction.oncomplete = function () { resolve(said); };
        transaction.onabort = function () { reject(transaction.error); };
        work(transaction.objectStore(TABLE));
        base.close(); // once the transaction is through
      });
    });
  }

  function asked(request, done) { request.onsuccess = function () { done(request.result); }; }

  // Everything, or what has one of ``names``: { revision, get, put }. What is put is kept when a change ends.
  function read(names) {
    const found = new Map(), puts = new Map();
    return within("readonly", found, function (table) {
      if (names) return names.concat(REVISION).forEach(function (name) { asked(table.get(name), function (value) { found.set(name, value); }); });
      let all = [];
      asked(table.getAllKeys(), function (keys) { all = keys; });
      return asked(table.getAll(), function (values) { values.forEach(function (value, at) { found.set(all[at], value); }); });
    }).then(function () {
      return {
        revision: found.get(REVISION) || 0, puts: puts, get: function (name) { return found.get(name); },
        put: function (name, value) { puts.set(name, value); },
      };
    });
  }

  // Resolves to what ``make`` answers of the draft that it was given, once what it put there is kept. Asked again of a
  // newer draft when anybody wrote meanwhile, so ``make`` may wait for what it likes, but for no change.
  function change(names, make) {
    const mine = last.then(function () { return attempt(names, make, TRIES); });
    last = mine.catch(function () {});
    return mine;
  }

  function attempt(names, make, tries) {
    if (!tries) return Promise.reject(new Error("always overtaken"));
    return read(names).then(function (draft) {
      return Promise.resolve(make(draft)).then(function (answer) {
        return draft.puts.size ? write(draft).then(function (kept) { return kept ? answer : attempt(names, make, tries - 1); }) : answer;
      });
    });
  }

  function write(draft) {
    const said = { kept: false };
    return within("readwrite", said, function (table) {
      asked(table.get(REVISION), function (revision) {
        if ((revision || 0) !== draft.revision) return;
        draft.puts.forEach(function (value, name) { table.put(value, name); });
        table.put(draft.revision + 1, REVISION);
        said.kept = true;
      });
    }).then(function () { return said.kept; });
  }

  return { possible: possible, read: read, change: change };
})();
