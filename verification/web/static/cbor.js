"use strict";
// Deterministic CBOR (RFC 8949 4.2.1) and nothing else, docs/seal.md 2: what two readers could read differently is refused.
// Maps are Map, byte strings Uint8Array, a number beyond 2^53 - 1 is Big, tag 18 is Tag.
var cbor = (function () {
  const TOKEN = 4096, REGISTER = 4 << 20, DEPTH = 6, SIGN1 = 18;
  const TWO_32 = 4294967296;

  function Malformed(reason) { this.reason = reason; }
  function Tag(value) { this.value = value; }
  function Big() {}

  function Reader(data) { this.data = data; this.at = 0; }

  Reader.prototype.take = function (count) {
    if (!(count <= this.data.length - this.at)) throw new Malformed("short");
    this.at += count;
    return this.data.subarray(this.at - count, this.at);
  };

  Reader.prototype.head = function () {
    const first = this.take(1)[0], major = first >> 5, info = first & 31;
    if (info < 24) return [major, info];
    if (major === 7 || info > 27) throw new Malformed("simple");
    const width = 1 << (info - 24), bytes = this.take(width);
    let number = 0;
    for (let at = 0; at < width; at += 1) number = number * 256 + bytes[at];
    if (number < [24, 256, 65536, TWO_32][info - 24]) throw new Malformed("not_shortest");
    return [major, number];
  };

  Reader.prototype.item = function (depth) {
    if (depth > DEPTH) throw new Malformed("deep");
    const head = this.head(), major = head[0], number = head[1];
    if (major === 0) return whole(number);
    if (major === 1) return whole(-1 - number);
    if (major === 2) return this.take(number);
    if (major === 3) return text(this.take(number));
    if (major === 4) return this.array(number, depth);
    if (major === 5) return this.map(number, depth);
    if (major === 7) return simple(number);
    if (number !== SIGN1) throw new Malformed("tag");
    return new Tag(this.item(depth + 1));
  };

  // An array of n items needs n bytes at least, a map 2n: a longer promise is a cut or a bomb.
  Reader.prototype.room = function (bytes) {
    if (!(bytes <= this.data.length - this.at)) throw new Malformed("short");
  };

  Reader.prototype.array = function (count, depth) {
    this.room(count);
    const found = [];
    while (found.length < count) found.push(this.item(depth + 1));
    return found;
  };

  Reader.prototype.map = function (count, depth) {
    this.room(count * 2);
    const found = new Map();
    let last = new Uint8Array(0);
    for (let pair = 0; pair < count; pair += 1) {
      const start = this.at, key = this.item(depth + 1);
      if (typeof key !== "number" && typeof key !== "string" && !(key instanceof Big)) throw new Malformed("key");
      const encoded = this.data.subarray(start, this.at);
      if (compare(encoded, last) <= 0) throw new Malformed("order");
      last = encoded;
      found.set(key, this.item(depth + 1));
    }
    return found;
  };

  function whole(number) { return Math.abs(number) > Number.MAX_SAFE_INTEGER ? new Big() : number; }

  function text(bytes) {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch (error) {
      throw new Malformed("utf8");
    }
  }

  function simple(number) {
    if (number === 20 || number === 21) return number === 21;
    if (number === 22) return null;
    throw new Malformed("simple");
  }

  function compare(one, other) {
    for (let at = 0; at < one.length && at < other.length; at += 1) {
      if (one[at] !== other[at]) return one[at] - other[at];
    }
    return one.length - other.length;
  }

  function read(data, limit) {
    if (data.length > limit) throw new Malformed("large");
    const reader = new Reader(data), found = reader.item(0);
    if (reader.at !== data.length) throw new Malformed("trailing");
    return found;
  }

  // The items of a CBOR sequence (RFC 8742), each as its bytes.
  function sequence(data, limit) {
    if (data.length > limit) throw new Malformed("large");
    const reader = new Reader(data), found = [];
    while (reader.at < data.length) {
      const start = reader.at;
      reader.item(0);
      found.push(data.subarray(start, reader.at));
    }
    return found;
  }

  // ["Signature1", protected, external, payload] (RFC 9052 4.4) is all that a reader ever has to write.
  function signed(header, external, payload) {
    const parts = [new Uint8Array([0x84, 0x6a]), utf8("Signature1")];
    [header, external, payload].forEach(function (bytes) { parts.push(length(bytes.length), bytes); });
    return join(parts);
  }

  function length(count) {
    if (count < 24) return new Uint8Array([0x40 | count]);
    if (count < 256) return new Uint8Array([0x58, count]);
    if (count < 65536) return new Uint8Array([0x59, count >> 8, count & 255]);
    return new Uint8Array([0x5a, count >>> 24, count >> 16 & 255, count >> 8 & 255, count & 255]);
  }

  function join(parts) {
    const found = new Uint8Array(parts.reduce(function (sum, part) { return sum + part.length; }, 0));
    let at = 0;
    parts.forEach(function (part) { found.set(part, at); at += part.length; });
    return found;
  }

  function utf8(words) { return new TextEncoder().encode(words); }
  function equal(one, other) { return compare(one, other) === 0; }
  function hex(bytes) {
    return Array.from(bytes, function (byte) { return (byte < 16 ? "0" : "") + byte.toString(16); }).join("");
  }

  return {
    TOKEN: TOKEN, REGISTER: REGISTER, Malformed: Malformed, Tag: Tag, Big: Big,
    read: read, sequence: sequence, join: join, signed: signed, utf8: utf8, equal: equal, hex: hex,
  };
})();
