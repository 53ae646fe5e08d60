"use strict";
// Bytes too long for one code or one SMS, as texts that come in any order (docs/seal.md 4). No signature: what is
// put together here has one of its own.
var frames = (function () {
  const START = "1ZA"; // base41 of "GF"
  const OTHER = /[^0-9A-Z\-.\/:+]+/, HEADER = 8, MAX = 64, WHOLES_MAX = 8;
  const SIZES = [351, 646]; // bytes of a version 14-M and of a 20-M symbol: the smaller is read more easily

  // The frames in a text with whatever stands around them: pasted without a blank between, or broken into lines.
  function within(text) {
    return text.toUpperCase().split(OTHER).reduce(function (found, run) {
      const last = found.length - 1;
      if (run.indexOf(START) === 0) return found.concat(apart(run));
      if (run && last >= 0 && !whole(found[last])) found[last] += run;
      return found;
    }, []);
  }

  function apart(run) {
    if (whole(run)) return [run];
    for (let at = run.indexOf(START, 1); at > 0; at = run.indexOf(START, at + 1)) {
      if (whole(run.slice(0, at))) return [run.slice(0, at)].concat(apart(run.slice(at)));
    }
    return [run];
  }

  function whole(run) { return read(run) !== null; }

  // { mark, at, count, piece }; null for a text that was cut or mistyped.
  function read(run) {
    let data = null;
    try { data = base41.decode(run); } catch (error) { return null; }
    const at = data[HEADER - 2], count = data[HEADER - 1];
    if (data.length < HEADER || count < 1 || count > MAX || at >= count) return null;
    return { mark: cbor.hex(data.subarray(2, HEADER - 2)) + count, at: at, count: count, piece: data.subarray(HEADER) };
  }

  // What came so far, by the mark of its whole.
  function Collector() { this.wholes = new Map(); }

  // Resolves to { wholes: the bytes that are complete now, missing: numbers from 1 of the last one that is not, count, damaged }.
  Collector.prototype.add = function (text) {
    const marks = new Set(), said = { wholes: [], missing: [], count: 0, damaged: 0 };
    within(text).map(read).forEach(function (frame) {
      if (!frame) { said.damaged += 1; return; }
      this.pieces(frame.mark)[frame.at] = frame;
      marks.add(frame.mark);
    }, this);
    return Promise.all(Array.from(marks, function (mark) { return this.complete(mark, said); }, this)).then(function () { return said; });
  };

  Collector.prototype.pieces = function (mark) {
    if (!this.wholes.has(mark) && this.wholes.size >= WHOLES_MAX) this.wholes.delete(this.wholes.keys().next().value);
    if (!this.wholes.has(mark)) this.wholes.set(mark, {});
    return this.wholes.get(mark);
  };

  Collector.prototype.complete = function (mark, said) {
    const pieces = this.wholes.get(mark), missing = [], all = [], wholes = this.wholes;
    if (!pieces) return null; // more wholes at once than are kept
    const count = pieces[Object.keys(pieces)[0]].count;
    for (let at = 0; at < count; at += 1) {
      if (pieces[at]) all.push(pieces[at].piece);
      else missing.push(at + 1);
    }
    if (missing.length) {
      said.missing = missing;
      said.count = count;
      return null;
    }
    wholes.delete(mark);
    const data = cbor.join(all);
    return markOf(data).then(function (found) {
      if (cbor.hex(found) + count === mark) said.wholes.push(data);
      else said.damaged += 1;
    });
  };

  function markOf(data) { return keys.sha256(data).then(function (digest) { return digest.subarray(0, 4); }); }

  // The texts of ``data`` for codes on a screen, [] when it is too long for 64 of them.
  function split(data) {
    const room = SIZES.map(function (size) { return size - HEADER; }).find(function (size) { return data.length <= size * MAX; });
    if (!room) return Promise.resolve([]);
    const count = Math.max(1, Math.ceil(data.length / room));
    return markOf(data).then(function (mark) {
      const texts = [];
      for (let at = 0; at < count; at += 1) {
        const head = [new Uint8Array([0x47, 0x46]), mark, new Uint8Array([at, count])];
        texts.push(base41.encode(cbor.join(head.concat(data.subarray(at * room, (at + 1) * room)))));
      }
      return texts;
    });
  }

  return { within: within, split: split, Collector: Collector };
})();
