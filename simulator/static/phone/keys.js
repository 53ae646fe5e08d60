// The keypad: digits at once, letters by multi-tap, as on the phones people hold.
export const KEYS = [
  ["1", ".,?!'-@1"], ["2", "abcàç2"], ["3", "deféè3"],
  ["4", "ghiî4"], ["5", "jkl5"], ["6", "mnoô6"],
  ["7", "pqrs7"], ["8", "tuvù8"], ["9", "wxyz9"],
  ["*", "*"], ["0", " 0"], ["#", "#"],
];
const LETTERS = { 1: ". , ?", 2: "ABC", 3: "DEF", 4: "GHI", 5: "JKL", 6: "MNO", 7: "PQRS", 8: "TUV", 9: "WXYZ", "*": "", 0: "⎵", "#": "123/abc" };
const SETTLES_MS = 900; // After this pause the same key starts a new letter.

export class Keypad {
  // `line` is the text area the keys write to.
  constructor(box, line, onMode) {
    this.line = line;
    this.onMode = onMode;
    this.letters = false;
    this.last = { key: "", turn: 0, at: 0 };
    for (const [key, cycle] of KEYS) box.append(this.button(key, cycle));
  }

  button(key, cycle) {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.key = key;
    const digit = document.createElement("b");
    digit.textContent = key;
    const small = document.createElement("small");
    small.textContent = LETTERS[key];
    button.append(digit, small);
    button.addEventListener("click", () => this.press(key, cycle));
    return button;
  }

  setLetters(on) {
    this.letters = on;
    this.last.key = "";
    this.onMode(on ? "abc" : "123");
  }

  press(key, cycle) {
    if (key === "#" && this.switches) return this.setLetters(!this.letters);
    if (!this.letters || key === "*" || key === "#") return this.type(key);
    const again = this.last.key === key && performance.now() - this.last.at < SETTLES_MS;
    const turn = again ? (this.last.turn + 1) % cycle.length : 0;
    if (again) this.wipe();
    this.type(cycle[turn]);
    this.last = { key, turn, at: performance.now() };
  }

  type(character) {
    this.last.key = "";
    const { selectionStart: from, selectionEnd: to } = this.line;
    if (this.line.value.length - (to - from) >= this.line.maxLength) return;
    this.line.setRangeText(character, from, to, "end");
    this.line.scrollTop = this.line.scrollHeight;
  }

  wipe() {
    const { selectionStart: from, selectionEnd: to } = this.line;
    this.line.setRangeText("", from === to ? Math.max(0, from - 1) : from, to, "end");
  }
}
