"use strict";
// zlib (RFC 1950, 1951) with a ceiling: old browsers have no DecompressionStream, and a bomb must stop at the limit.
var inflate = (function () {
  const LENGTHS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
  const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
  const DISTANCES = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];
  const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
  const LONGEST = 15; // bits of a code
  const ADLER = 65521;

  function refuse() { throw new RangeError("not one whole zlib stream within the limit"); }

  function Bits(data) { this.data = data; this.at = 2; this.held = 0; this.count = 0; }

  Bits.prototype.take = function (wanted) {
    while (this.count < wanted) {
      if (this.at >= this.data.length) refuse();
      this.held |= this.data[this.at++] << this.count;
      this.count += 8;
    }
    const found = this.held & ((1 << wanted) - 1);
    this.held >>>= wanted;
    this.count -= wanted;
    return found;
  };

  // Canonical Huffman: how many codes of each length, and the symbols in the order of their codes. A set that is
  // over-subscribed is refused, and so is one with codes left over, except a single code (RFC 1951 3.2.7), as zlib does.
  function tree(lengths, mayBeEmpty) {
    const counts = new Array(LONGEST + 1).fill(0);
    lengths.forEach(function (length) { counts[length] += 1; });
    const used = lengths.length - counts[0];
    counts[0] = 0;
    const starts = [0, 0];
    let left = 1;
    for (let length = 1; length <= LONGEST; length += 1) {
      left = left * 2 - counts[length];
      if (left < 0) refuse();
      starts[length + 1] = starts[length] + counts[length];
    }
    if (left > 0 && !(used === 0 && mayBeEmpty) && !(used === 1 && counts[1] === 1)) refuse();
    const symbols = [];
    lengths.forEach(function (length, symbol) { if (length) symbols[starts[length]++] = symbol; });
    return { counts: counts, symbols: symbols };
  }

  function symbol(bits, codes) {
    let code = 0, first = 0, index = 0;
    for (let length = 1; length <= LONGEST; length += 1) {
      code |= bits.take(1);
      const count = codes.counts[length];
      if (code - first < count) return codes.symbols[index + code - first];
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    return refuse();
  }

  function fixed() {
    const lengths = [];
    for (let at = 0; at < 288; at += 1) lengths.push(at < 144 ? 8 : at < 256 ? 9 : at < 280 ? 7 : 8);
    return [tree(lengths), tree(new Array(32).fill(5))];
  }

  function dynamic(bits) {
    const literals = bits.take(5) + 257, distances = bits.take(5) + 1, count = bits.take(4) + 4;
    if (literals > 286 || distances > 30) refuse();
    const own = new Array(19).fill(0);
    for (let at = 0; at < count; at += 1) own[ORDER[at]] = bits.take(3);
    const codes = tree(own), lengths = [];
    while (lengths.length < literals + distances) {
      const found = symbol(bits, codes);
      if (found < 16) { lengths.push(found); continue; }
      if (found === 16 && lengths.length === 0) refuse();
      const again = found === 16 ? lengths[lengths.length - 1] : 0;
      let times = found === 16 ? 3 + bits.take(2) : found === 17 ? 3 + bits.take(3) : 11 + bits.take(7);
      while (times--) lengths.push(again);
    }
    if (lengths.length > literals + distances || lengths[256] === 0) refuse();
    return [tree(lengths.slice(0, literals)), tree(lengths.slice(literals), true)];
  }

  function Output(limit) { this.bytes = new Uint8Array(Math.min(limit, 4096)); this.length = 0; this.limit = limit; }

  Output.prototype.push = function (byte) {
    if (this.length === this.limit) refuse();
    if (this.length === this.bytes.length) {
      const larger = new Uint8Array(Math.min(this.limit, this.length * 2));
      larger.set(this.bytes);
      this.bytes = larger;
    }
    this.bytes[this.length++] = byte;
  };

  function stored(bits, output) {
    bits.held = 0;
    bits.count = 0;
    const length = bits.take(16), check = bits.take(16);
    if ((length ^ check) !== 0xffff) refuse();
    for (let at = 0; at < length; at += 1) output.push(bits.take(8));
  }

  function block(bits, output, trees) {
    for (let found = symbol(bits, trees[0]); found !== 256; found = symbol(bits, trees[0])) {
      if (found < 256) { output.push(found); continue; }
      if (found > 285) refuse();
      let length = LENGTHS[found - 257] + bits.take(LENGTH_BITS[found - 257]);
      const place = symbol(bits, trees[1]);
      if (place > 29) refuse();
      const back = DISTANCES[place] + bits.take(place < 4 ? 0 : (place >> 1) - 1);
      if (back > output.length) refuse();
      while (length--) output.push(output.bytes[output.length - back]);
    }
  }

  function adler(bytes) {
    let a = 1, b = 0;
    for (let at = 0; at < bytes.length; at += 1) { a = (a + bytes[at]) % ADLER; b = (b + a) % ADLER; }
    return b * 65536 + a;
  }

  function whole(data, limit) {
    if (data.length < 6 || (data[0] & 15) !== 8 || data[0] >> 4 > 7 || (data[0] * 256 + data[1]) % 31 || data[1] & 32) refuse();
    const bits = new Bits(data), output = new Output(limit);
    let last = 0;
    while (!last) {
      last = bits.take(1);
      const kind = bits.take(2);
      if (kind === 3) refuse();
      if (kind === 0) stored(bits, output);
      else block(bits, output, kind === 1 ? fixed() : dynamic(bits));
    }
    const found = output.bytes.slice(0, output.length), end = data.subarray(bits.at);
    if (end.length !== 4 || ((end[0] * 256 + end[1]) * 256 + end[2]) * 256 + end[3] !== adler(found)) refuse();
    return found;
  }

  return { whole: whole };
})();
