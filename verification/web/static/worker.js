"use strict";
// The service worker: the page opens without a network, whole and of one version. Registers are kept at install, so
// that the first check at a post without a network already has them. VERSION, FILES and MODULES stand above.
const SHELL = "guichet-page-" + VERSION;
importScripts.apply(self, MODULES);

function shell() { return caches.open(SHELL); }

// A worker that could not keep a bundle is not installed: the browser tries again at the next visit.
self.addEventListener("install", function (event) {
  event.waitUntil(shell().then(function (cache) { return cache.addAll(FILES); }).then(function () {
    return registers.refresh().catch(registers.load);
  }).then(function (known) {
    if (!known) throw new Error("no trust bundle yet");
    return self.skipWaiting();
  }));
});

self.addEventListener("activate", function (event) {
  event.waitUntil(caches.keys().then(function (names) {
    const old = names.filter(function (name) { return name !== SHELL; });
    return Promise.all(old.map(function (name) { return caches.delete(name); }));
  }).then(function () { return self.clients.claim(); }));
});

// Cache first for what is ours below /V/; everything else goes its way.
self.addEventListener("fetch", function (event) {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin || url.pathname.indexOf("/V/") !== 0) return;
  event.respondWith(shell().then(function (cache) { return cache.match(url.pathname); }).then(function (found) {
    return found || fetch(event.request);
  }));
});
