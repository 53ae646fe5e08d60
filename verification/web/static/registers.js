"use strict";
// The bundle, lists and filters that this device keeps. Every copy is checked when it comes and when it is read again;
// a copy that is older, or that cannot be believed, never takes the place of the one that is held.
var registers = (function () {
  const CACHE = "guichet-registers", BASE = "/.well-known/guichet/", ROOT = "/V/kept/root";

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
        kept("revocations/" + key.kid).then(function (data) { return data && believed(lists.open, data, trust, key); }),
        kept("issued/" + key.kid).then(function (data) { return data && believed(lists.openFilter, data, trust, key); }),
      ]).then(function (found) {
        if (found[0]) known.lists.set(key.kid, found[0]);
        if (found[1]) known.filters.set(key.kid, found[1]);
      });
    })).then(function () { return known; });
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
      one("revocations/" + key.kid, lists.open, trust, key, function (found) { return !list || found.number >= list.number; }),
      one("issued/" + key.kid, lists.openFilter, trust, key, function (found) { return !filter || found.iat >= filter.iat; }),
    ]);
  }

  function one(name, open, trust, key, newer) {
    return get(name).then(bytes).then(function (data) {
      return believed(open, data, trust, key).then(function (found) { return found && newer(found) ? keep(name, data) : null; });
    }).catch(nothing);
  }

  return { load: load, refresh: refresh };
})();
