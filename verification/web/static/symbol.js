"use strict";
// A QR code (ISO/IEC 18004:2015) of letters and digits, level M, versions 1 to 20, as rows of zeros and ones. It is shown
// on a screen, never printed. One mask for all: what base41 spells has no pattern that a mask would have to break.
var symbol = (function () {
  const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  // Table 9, level M: check words of a block, and blocks, by version.
  const CHECKS = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26];
  const BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16];
  const FORMAT = 0x5412; // level M, mask 0: the fifteen bits of table C.1
  const VERSION_CODE = 0x1f25, FIELD = 0x11d;

  // Throws RangeError for a text longer than version 20 holds: 970 signs.
  function of(text) {
    const version = smallest(text), code = interleaved(padded(text, version), version);
    const grid = patterned(version);
    fill(grid, code);
    return grid.rows;
  }

  function words(version) {
    const aligned = version > 1 ? Math.floor(version / 7) + 2 : 0;
    const modules = (16 * version + 128) * version + 64 - (aligned ? (25 * aligned - 10) * aligned - 55 : 0) - (version > 6 ? 36 : 0);
    return Math.floor(modules / 8);
  }

  function data(version) { return words(version) - CHECKS[version - 1] * BLOCKS[version - 1]; }
  function counter(version) { return version < 10 ? 9 : 11; }

  function smallest(text) {
    const signs = Math.floor(text.length / 2) * 11 + text.length % 2 * 6;
    for (let version = 1; version <= CHECKS.length; version += 1) {
      if (4 + counter(version) + signs <= data(version) * 8) return version;
    }
    throw new RangeError("too long for version 20");
  }

  function padded(text, version) {
    const bits = [], room = data(version) * 8, bytes = new Uint8Array(data(version));
    function put(value, count) { for (let at = count - 1; at >= 0; at -= 1) bits.push(value >> at & 1); }
    put(2, 4);
    put(text.length, counter(version));
    for (let at = 0; at < text.length; at += 2) {
      const first = ALPHABET.indexOf(text[at]);
      if (at + 1 < text.length) put(first * 45 + ALPHABET.indexOf(text[at + 1]), 11);
      else put(first, 6);
    }
    put(0, Math.min(4, room - bits.length));
    put(0, (8 - bits.length % 8) % 8);
    for (let pad = 0xec; bits.length < room; pad ^= 0xec ^ 0x11) put(pad, 8);
    bits.forEach(function (bit, at) { bytes[at >> 3] |= bit << 7 - (at & 7); });
    return bytes;
  }

  function times(one, other) {
    let found = 0;
    for (let at = 7; at >= 0; at -= 1) found = found << 1 ^ (found >> 7) * FIELD ^ (other >> at & 1) * one;
    return found;
  }

  function generator(degree) {
    const found = new Uint8Array(degree);
    let root = 1;
    found[degree - 1] = 1;
    for (let turn = 0; turn < degree; turn += 1) {
      for (let at = 0; at < degree; at += 1) found[at] = times(found[at], root) ^ (at + 1 < degree ? found[at + 1] : 0);
      root = times(root, 2);
    }
    return found;
  }

  function checked(block, divisor) {
    let rest = Array.from(divisor, function () { return 0; });
    block.forEach(function (byte) {
      const factor = byte ^ rest[0];
      rest = rest.slice(1).concat(0).map(function (value, at) { return value ^ times(divisor[at], factor); });
    });
    return rest;
  }

  // The blocks side by side, shorter ones first; then their check words.
  function interleaved(bytes, version) {
    const blocks = BLOCKS[version - 1], divisor = generator(CHECKS[version - 1]), each = Math.floor(bytes.length / blocks);
    const long = bytes.length % blocks, parts = [], checks = [], found = [];
    for (let block = 0, at = 0; block < blocks; block += 1) {
      const size = each + (block >= blocks - long ? 1 : 0);
      parts.push(bytes.subarray(at, at + size));
      checks.push(checked(bytes.subarray(at, at + size), divisor));
      at += size;
    }
    for (let at = 0; at <= each; at += 1) parts.forEach(function (part) { if (at < part.length) found.push(part[at]); });
    for (let at = 0; at < divisor.length; at += 1) checks.forEach(function (check) { found.push(check[at]); });
    return found;
  }

  // Rows with everything but the data; ``taken`` is where no data goes.
  function patterned(version) {
    const size = 17 + 4 * version, rows = [], taken = [];
    for (let y = 0; y < size; y += 1) { rows.push(new Uint8Array(size)); taken.push(new Uint8Array(size)); }
    function set(x, y, dark) {
      if (x < 0 || y < 0 || x >= size || y >= size) return;
      rows[y][x] = dark ? 1 : 0;
      taken[y][x] = 1;
    }
    for (let at = 0; at < size; at += 1) { set(6, at, at % 2 === 0); set(at, 6, at % 2 === 0); }
    [[3, 3], [size - 4, 3], [3, size - 4]].forEach(function (place) { ring(set, place[0], place[1], 4, [2, 4]); });
    const places = aligned(version, size), last = places.length - 1;
    places.forEach(function (x, i) {
      places.forEach(function (y, j) {
        const finder = i === 0 && j === 0 || i === 0 && j === last || i === last && j === 0;
        if (!finder) ring(set, x, y, 2, [1]);
      });
    });
    format(set, size);
    if (version > 6) numbered(set, size, version);
    return { rows: rows, taken: taken };
  }

  // Squares around a middle: dark but for the distances in ``light``.
  function ring(set, x, y, reach, light) {
    for (let dy = -reach; dy <= reach; dy += 1) {
      for (let dx = -reach; dx <= reach; dx += 1) set(x + dx, y + dy, light.indexOf(Math.max(Math.abs(dx), Math.abs(dy))) < 0);
    }
  }

  function aligned(version, size) {
    if (version === 1) return [];
    const count = Math.floor(version / 7) + 2, step = Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2, found = [];
    for (let at = size - 7; found.length < count - 1; at -= step) found.unshift(at);
    return [6].concat(found);
  }

  function format(set, size) {
    for (let at = 0; at < 15; at += 1) {
      const dark = FORMAT >> at & 1;
      if (at < 8) set(8, at < 6 ? at : at + 1, dark);
      else set(at === 8 ? 7 : 14 - at, 8, dark);
      if (at < 8) set(size - 1 - at, 8, dark);
      else set(8, size - 15 + at, dark);
    }
    set(8, size - 8, 1);
  }

  function numbered(set, size, version) {
    let rest = version;
    for (let turn = 0; turn < 12; turn += 1) rest = rest << 1 ^ (rest >> 11) * VERSION_CODE;
    const bits = version << 12 | rest;
    for (let at = 0; at < 18; at += 1) {
      const near = size - 11 + at % 3, far = Math.floor(at / 3);
      set(near, far, bits >> at & 1);
      set(far, near, bits >> at & 1);
    }
  }

  // Upwards and downwards in columns of two from the right; mask 0 turns every other module.
  function fill(grid, code) {
    const size = grid.rows.length;
    let bit = 0, up = true;
    for (let right = size - 1; right > 0; right -= 2) {
      if (right === 6) right = 5;
      for (let step = 0; step < size; step += 1) {
        const y = up ? size - 1 - step : step;
        for (let x = right; x > right - 2; x -= 1) {
          if (grid.taken[y][x]) continue;
          const dark = bit < code.length * 8 ? code[bit >> 3] >> 7 - (bit & 7) & 1 : 0;
          grid.rows[y][x] = dark ^ ((x + y) % 2 === 0 ? 1 : 0);
          bit += 1;
        }
      }
      up = !up;
    }
  }

  return { of: of };
})();
