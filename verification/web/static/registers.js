"use strict";
// The bundle, lists and filters that this device keeps. Every copy is checked when it comes and when it is read again;
// a copy that is older, or that cannot be believed, never takes the place of the one that is held.
var registers = (function () {
  const CACHE = "guichet-registers", BASE = "/.well-known/guichet/", ROOT = "/V/kept/root", DELTAS = "/V/kept/deltas/";
  // A change a day for a year of no network: after that the whole list is asked for.
  const DELTAS_MAX = 400, CHAIN_MAX = 4 << 20;

  function opened() { return caches.open(CACHE); }

  function bytes(response) {
    return response ? response.arrayBuffer().then(function (buffer) { return new Uint8Array(buffer); }) : null;
  }

  function kept(name) {
    return opened().then(function (cache) { return cache.match(BASE + name); }).then(bytes);
  }

  function keep(name, content) {
    const response = new Response(content, { headers: { "Content-Type": "application/cose" } });
    return opened().then(function (cache) { return cache.put(BASE + name, response); });
  }

  // What is trusted from before: the last root followed, and when an answer of ours was last heard.
  function memory() {
    return opened().then(function (cache) { return cache.match(ROOT); })
      .then(function (response) { return response ? response.json() : { office: OFFICE.root, root: OFFICE.root, heard: 0 }; });
  }

  function remember(trust, heard) {
    const said = JSON.stringify({ office: OFFICE.root, root: cbor.hex(trust.root.cose), heard: heard });
    return opened().then(function (cache) { return cache.put(ROOT, new Response(said)); });
  }

  // A root that was left behind is no root any more, unless a newer version of this page names it.
  function roots(held) { return held.office === OFFICE.root ? [held.root] : [held.root, OFFICE.root]; }

  function nothing() { return null; }

  // What judges, out of what is kept: { bundle, lists, filters, heard }; null before the first refresh.
  function load() {
    return Promise.all([kept("trust-bundle"), memory()]).then(function (found) {
      if (!found[0]) return null;
      return bundle.open(found[0], roots(found[1]), null).then(function (trust) { return whole(trust, found[1].heard); }, nothing);
    });
  }

  function whole(trust, heard) {
    const known = { bundle: trust, lists: new Map(), filters: new Map(), heard: heard };
    return Promise.all(sealing(trust).map(function (key) {
      return Promise.all([
        kept("revocations/" + key.kid).then(function (data) { return data && believed(lists.open, data, trust, key); })
          .then(function (list) { return list && followedBy(list, trust); }),
        kept("issued/" + key.kid).then(function (data) { return data && believed(lists.openFilter, data, trust, key); }),
      ]).then(function (found) {
        if (found[0]) known.lists.set(key.kid, found[0]);
        if (found[1]) known.filters.set(key.kid, found[1]);
      });
    })).then(function () { return known; });
  }

  // What came without a network (docs/seal.md 4): each delta is checked again, and put on the list that it follows.
  function followedBy(list, trust) {
    return deltas(list.kid).then(function (chain) {
      return chain.reduce(function (before, data) {
        return before.then(function (found) {
          return delta.open(data, trust).then(function (change) { return delta.apply(change, found); }).catch(function () { return found; });
        });
      }, Promise.resolve(list));
    });
  }

  function deltas(kid) {
    return opened().then(function (cache) { return cache.match(DELTAS + kid); }).then(bytes)
      .then(function (data) { return data ? cbor.sequence(data, CHAIN_MAX) : []; }).catch(function () { return []; });
  }

  function keepDeltas(kid, chain) {
    return opened().then(function (cache) {
      return chain.length ? cache.put(DELTAS + kid, new Response(cbor.join(chain))) : cache.delete(DELTAS + kid);
    });
  }

  function keepList(kid, data) {
    return keep("revocations/" + kid, data).then(function () { return keepDeltas(kid, []); });
  }

  // A list or a delta that a person brought. Resolves to { kid, number }; rejects with Malformed: no_bundle, no_list,
  // older, gap (with ``number`` held and ``base`` wanted), long, shape, subject, key, signature.
  function take(data) {
    return load().then(function (known) {
      if (!known) throw new cbor.Malformed("no_bundle");
      return delta.kindOf(data) === "list" ? takeList(data, known) : takeDelta(data, known);
    });
  }

  function takeList(data, known) {
    return lists.open(data, known.bundle).then(function (list) {
      const held = known.lists.get(list.kid);
      if (held && held.number >= list.number) throw refusal("older", list, held);
      return keepList(list.kid, data).then(function () { return list; });
    });
  }

  function takeDelta(data, known) {
    return delta.open(data, known.bundle).then(function (change) {
      const held = known.lists.get(change.kid);
      if (!held) throw refusal("no_list", change, null);
      let made = null;
      try { made = delta.apply(change, held); } catch (error) { throw refusal(error.reason, change, held); }
      return deltas(change.kid).then(function (chain) {
        if (chain.length >= DELTAS_MAX) throw refusal("long", change, held);
        return keepDeltas(change.kid, chain.concat([data]));
      }).then(function () { return made; });
    });
  }

  function refusal(reason, found, held) {
    return Object.assign(new cbor.Malformed(reason), { kid: found.kid, base: found.base, number: held ? held.number : 0 });
  }

  // Everything that a colleague's phone may take from this one: lists, each with the deltas on it, as one CBOR sequence.
  function offer() {
    return load().then(function (known) {
      return Promise.all(Array.from(known ? known.lists.keys() : [], function (kid) {
        return Promise.all([kept("revocations/" + kid), deltas(kid)]).then(function (found) { return [found[0]].concat(found[1]); });
      }));
    }).then(function (each) { return cbor.join([].concat.apply([], each)); });
  }

  // A list of another key, however true, is not the one that was asked for.
  function believed(open, data, trust, key) {
    return open(data, trust).then(function (found) { return found.kid === key.kid ? found : null; }, nothing);
  }

  function sealing(trust) {
    return trust.keys.filter(function (key) { return key.docTypes.some(function (type) { return type !== 0; }); });
  }

  // Fetches what is new, and resolves to what judges from now on. Rejects without a network or without a true bundle.
  function refresh() {
    return Promise.all([load(), memory(), get("trust-bundle")]).then(function (found) {
      const held = found[0], answer = found[2];
      return bytes(answer).then(function (data) { return followed(data, roots(found[1]), held); }).then(function (trust) {
        return remember(trust, Math.floor(Date.parse(answer.headers.get("Date")) / 1000) || 0).then(function () { return trust; });
      }).then(function (trust) { return Promise.all(sealing(trust).map(function (key) { return renew(trust, key, held); })); });
    }).then(load);
  }

  function get(name) {
    return fetch(BASE + name, { cache: "no-cache" }).then(function (answer) {
      if (!answer.ok) throw new Error("not served: " + name);
      return answer;
    });
  }

  // A cache in between may still give the bundle before: then the one that is held goes on.
  function followed(data, roots, held) {
    return bundle.open(data, roots, held && held.bundle).then(function (trust) {
      return keep("trust-bundle", data).then(function () { return trust; });
    }, function (error) {
      if (held && error.reason === "older") return held.bundle;
      throw error;
    });
  }

  // One list that does not come keeps no other from coming.
  function renew(trust, key, held) {
    const list = held && held.lists.get(key.kid), filter = held && held.filters.get(key.kid);
    return Promise.all([
      one("revocations/", lists.open, trust, key, function (found) { return !list || found.number >= list.number; }, keepList),
      one("issued/", lists.openFilter, trust, key, function (found) { return !filter || found.iat >= filter.iat; }, keepFilter),
    ]);
  }

  function one(folder, open, trust, key, newer, put) {
    return get(folder + key.kid).then(bytes).then(function (data) {
      return believed(open, data, trust, key).then(function (found) { return found && newer(found) ? put(key.kid, data) : null; });
    }).catch(nothing);
  }

  function keepFilter(kid, data) { return keep("issued/" + kid, data); }

  return { load: load, refresh: refresh, take: take, offer: offer, sealing: sealing };
})();
