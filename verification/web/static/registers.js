"use strict";
// The bundle, lists and filters that this device keeps. Every copy is checked when it comes and when it is read again;
// a copy that is older, or that cannot be believed, never takes the place of the one that is held, whichever came last.
var registers = (function () {
  const BASE = "/.well-known/guichet/", TRUST = "trust", LIST = "list/", FILTER = "filter/";
  // A change a day for a year of no network: after that the whole list is asked for.
  const DELTAS_MAX = 400;
  // What is trusted from before: the last root followed, and when an answer of ours was last heard.
  const NOTHING_YET = { office: OFFICE.root, root: OFFICE.root, heard: 0, data: null };

  function bytes(answer) { return answer.arrayBuffer().then(function (buffer) { return new Uint8Array(buffer); }); }

  // A root that was left behind is no root any more, unless a newer version of this page names it.
  function roots(held) { return held.office === OFFICE.root ? [held.root] : [held.root, OFFICE.root]; }

  function nothing() { return null; }

  // By the number that is signed, and by the date that is signed where numbers are the same or there are none.
  function newer(found, held) {
    return !held || (found.number === held.number ? found.iat > held.iat : found.number > held.number);
  }

  // What judges, out of what is kept: { bundle, lists, filters, heard, revision }; null before the first refresh.
  function load() { return store.read().then(known); }

  function known(kept) {
    return trusted(kept).then(function (trust) { return trust && whole(trust, kept); });
  }

  function trusted(kept) {
    const held = kept.get(TRUST);
    return held ? bundle.open(held.data, roots(held), null).catch(nothing) : Promise.resolve(null);
  }

  function whole(trust, kept) {
    const made = { bundle: trust, lists: new Map(), filters: new Map(), heard: kept.get(TRUST).heard, revision: kept.revision };
    return Promise.all(sealing(trust).map(function (key) {
      return Promise.all([listOf(key.kid, trust, kept), filterOf(key.kid, trust, kept)]).then(function (found) {
        if (found[0]) made.lists.set(key.kid, found[0]);
        if (found[1]) made.filters.set(key.kid, found[1]);
      });
    })).then(function () { return made; });
  }

  function listOf(kid, trust, kept) {
    const held = kept.get(LIST + kid);
    return held ? believed(lists.open, held.data, trust, kid).then(function (list) { return list && followedBy(list, held.deltas, trust); }) :
      Promise.resolve(null);
  }

  function filterOf(kid, trust, kept) {
    const held = kept.get(FILTER + kid);
    return held ? believed(lists.openFilter, held.data, trust, kid) : Promise.resolve(null);
  }

  // What came without a network (docs/seal.md 4): each delta is checked again, and put on the list that it follows.
  function followedBy(list, deltas, trust) {
    return deltas.reduce(function (before, data) {
      return before.then(function (found) {
        return delta.open(data, trust).then(function (change) { return delta.apply(change, found); }).catch(function () { return found; });
      });
    }, Promise.resolve(list));
  }

  // A list or a delta that a person brought. Resolves to the list as it is now; rejects with Malformed: no_bundle,
  // no_list, older, gap (with ``number`` held and ``base`` wanted), long, shape, subject, key, signature.
  function take(data) {
    return store.change(null, function (draft) {
      return trusted(draft).then(function (trust) {
        if (!trust) throw new cbor.Malformed("no_bundle");
        // A copy of its own: a part of a longer sequence would be kept with the whole of it.
        return (delta.kindOf(data) === "list" ? takeList : takeDelta)(new Uint8Array(data), trust, draft);
      });
    });
  }

  function takeList(data, trust, draft) {
    return lists.open(data, trust).then(function (list) {
      return listOf(list.kid, trust, draft).then(function (held) {
        if (!newer(list, held)) throw refusal("older", list, held);
        draft.put(LIST + list.kid, { data: data, deltas: [] });
        return list;
      });
    });
  }

  function takeDelta(data, trust, draft) {
    return delta.open(data, trust).then(function (change) {
      return listOf(change.kid, trust, draft).then(function (held) {
        if (!held) throw refusal("no_list", change, null);
        const kept = draft.get(LIST + change.kid);
        let made = null;
        try { made = delta.apply(change, held); } catch (error) { throw refusal(error.reason, change, held); }
        if (kept.deltas.length >= DELTAS_MAX) throw refusal("long", change, held);
        draft.put(LIST + change.kid, { data: kept.data, deltas: kept.deltas.concat([data]) });
        return made;
      });
    });
  }

  function refusal(reason, found, held) {
    return Object.assign(new cbor.Malformed(reason), { kid: found.kid, base: found.base, number: held ? held.number : 0 });
  }

  // Everything that a colleague's phone may take from this one: lists, each with the deltas on it, as one CBOR sequence.
  function offer() {
    return store.read().then(function (kept) {
      return known(kept).then(function (found) {
        return cbor.join(Array.from(found ? found.lists.keys() : []).reduce(function (each, kid) {
          return each.concat(kept.get(LIST + kid).data, kept.get(LIST + kid).deltas);
        }, []));
      });
    });
  }

  // A list of another key, however true, is not the one that was asked for.
  function believed(open, data, trust, kid) {
    return open(data, trust).then(function (found) { return found.kid === kid ? found : null; }, nothing);
  }

  function sealing(trust) {
    return trust.keys.filter(function (key) { return key.docTypes.some(function (type) { return type !== 0; }); });
  }

  // Fetches what is new, and resolves to what judges from now on. Rejects without a network or without a true bundle.
  // The network may be slow: what it brings is compared with what is kept when it has come, not when it was asked for.
  function refresh() {
    return store.read([TRUST]).then(function (kept) {
      const before = kept.get(TRUST) || NOTHING_YET;
      return get("trust-bundle").then(function (answer) {
        const heard = Math.floor(Date.parse(answer.headers.get("Date")) / 1000) || 0;
        return bytes(answer).then(function (data) {
          return store.change([TRUST], function (draft) { return followed(data, before, heard, draft); });
        });
      });
    }).then(function (trust) { return Promise.all(sealing(trust).map(renew)); }).then(load);
  }

  function get(name) {
    return fetch(BASE + name, { cache: "no-cache" }).then(function (answer) {
      if (!answer.ok) throw new Error("not served: " + name);
      return answer;
    });
  }

  // A cache in between may still give the bundle before, and a slow line too, even of a root that was left meanwhile: then
  // the one that is held goes on. ``before`` is what was kept when this answer was asked for: a date that was wrong is put
  // right by the next answer, and not by one that was longer on its way.
  function followed(data, before, heard, draft) {
    const past = draft.get(TRUST) || NOTHING_YET, latest = past.heard === before.heard ? heard : Math.max(past.heard, heard);
    return trusted(draft).then(function (held) {
      return bundle.open(data, roots(past), held).catch(function (error) {
        if (held && (error.reason === "older" || error.reason === "root" && past.root !== before.root)) return held;
        throw error;
      }).then(function (found) {
        const trust = newer(found, held) ? found : held;
        draft.put(TRUST, { office: OFFICE.root, root: cbor.hex(trust.root.cose), heard: latest, data: trust === held ? past.data : data });
        return trust;
      });
    });
  }

  function renew(key) {
    return Promise.all([
      one("revocations/" + key.kid, LIST, lists.open, listOf, key.kid),
      one("issued/" + key.kid, FILTER, lists.openFilter, filterOf, key.kid),
    ]);
  }

  // One list that does not come keeps no other from coming.
  function one(path, name, open, heldOf, kid) {
    return get(path).then(bytes).then(function (data) {
      return store.change([TRUST, name + kid], function (draft) {
        return trusted(draft).then(function (trust) {
          return Promise.all([believed(open, data, trust, kid), heldOf(kid, trust, draft)]);
        }).then(function (found) { if (found[0] && newer(found[0], found[1])) draft.put(name + kid, { data: data, deltas: [] }); });
      });
    }).catch(nothing);
  }

  return { load: load, refresh: refresh, take: take, offer: offer, sealing: sealing };
})();
