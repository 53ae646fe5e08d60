// One phone: what its screen shows and what its keys do. Knows nothing of the side panel.
import { post } from "./api.js";
import { Keypad } from "./keys.js";
import { Messages } from "./messages.js";

// What the two soft keys say in each view, and whether there is a line to type on.
const VIEWS = {
  idle: { left: "Messages", right: "", line: true, hint: "Composer" },
  waiting: { left: "", right: "Annuler", line: false },
  ussd: { left: "Envoyer", right: "Annuler", line: true, hint: "Réponse" },
  over: { left: "OK", right: "", line: false },
  list: { left: "Écrire", right: "Retour", line: false },
  read: { left: "Répondre", right: "Retour", line: false },
  prompt: { left: "Envoyer", right: "Annuler", line: true, hint: "PIN" },
  compose: { left: "Envoyer", right: "Retour", line: true, hint: "Message" },
};

const READ_MS = 4000; // The last screen of a session stays this long before a PIN prompt covers it.

export class Handset {
  constructor(person, settings, events) {
    Object.assign(this, { person, settings, events, step: null, ends: 0, prompt: null });
    this.box = document.getElementById("handset").content.firstElementChild.cloneNode(true);
    this.text = this.part(".text");
    this.line = this.part(".line");
    this.keypad = new Keypad(this.part(".keys"), this.line, (mode) => { this.part(".mode").textContent = mode; });
    this.messages = new Messages(this);
    this.label();
    this.listen();
    this.idle();
  }

  part(selector) { return this.box.querySelector(selector); }

  label() {
    const { name, phone, operator } = this.person;
    this.box.setAttribute("aria-label", `Téléphone de ${name}, ${operator}`);
    this.part(".operator").textContent = operator;
    this.part(".owner strong").textContent = name;
    this.part(".owner span").textContent = phone.replace(/(\+\d{3})(\d\d)(?=\d)/, "$1 $2").replace(/(\d\d)(?=(\d\d)+$)/g, "$1 ");
  }

  listen() {
    const act = (selector, action) => this.part(selector).addEventListener("click", action);
    act(".left", () => this.left());
    act(".right", () => this.right());
    act(".call", () => this.call());
    act(".hang", () => this.hang());
    act(".wipe", () => this.keypad.wipe());
    this.box.addEventListener("pointerdown", () => this.events.chosen(this));
    this.box.addEventListener("focusin", () => this.events.chosen(this));
    this.box.addEventListener("keydown", (event) => this.pressed(event));
    // Keys of the phone leave the caret on the line, so that a real keyboard goes on typing there.
    this.box.addEventListener("click", (event) => { if (event.detail && event.target.closest("button") && this.editable) this.line.focus(); });
  }

  pressed(event) {
    if (event.key === "Escape") this.hang();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.view === "list") {
      const items = [...this.box.querySelectorAll(".messages button")];
      items[(items.indexOf(document.activeElement) + step + items.length) % items.length]?.focus();
      event.preventDefault();
    }
    if (event.key !== "Enter" || event.target !== this.line || event.shiftKey) return;
    event.preventDefault();
    if (this.view === "idle") this.call(); else this.left();
  }

  show(view, text, typed = "") {
    const had = this.box.contains(document.activeElement);
    const { left, right, line, hint } = VIEWS[view];
    this.view = this.box.dataset.view = view;
    this.shown = performance.now();
    this.editable = line;
    this.part(".messages").hidden = view !== "list";
    this.part(".thread").hidden = view !== "read";
    this.part(".to").hidden = view !== "compose";
    this.text.hidden = view === "list" || view === "read" || view === "compose";
    this.text.textContent = text;
    this.part(".screen").scrollTop = 0;
    this.part(".left").textContent = left;
    this.part(".right").textContent = right;
    this.part(".entry").classList.toggle("closed", !line);
    this.line.value = typed;
    this.line.rows = view === "compose" ? 5 : 1;
    this.line.maxLength = view === "compose" ? 480 : 182;
    this.line.setAttribute("aria-label", hint ?? "");
    this.keypad.switches = view !== "idle";
    this.keypad.setLetters(view === "compose");
    if (had) (line ? this.line : this.part(".screen")).focus();
  }

  idle() {
    this.ends = 0;
    this.show("idle", `${this.person.operator}\n\nComposez ${this.settings.service_code}\npuis la touche verte`);
  }

  // What operators ask on this phone, oldest first; a USSD session or a typed line is never taken away.
  prompted(waiting) {
    const first = waiting[0] ?? null;
    if (this.view === "prompt") {
      if (!waiting.some((each) => each.id === this.prompt.id)) this.over("Délai dépassé.");
      return;
    }
    const free = this.view !== "ussd" && this.view !== "waiting" && this.view !== "compose" && !this.line.value;
    const read = this.view !== "over" || performance.now() - this.shown > READ_MS;
    if (!first || !free || !read) return;
    this.prompt = first;
    this.messages.ring();
    this.show("prompt", first.text);
  }

  async approve(typed) {
    if (!typed) return;
    try {
      const said = await post(`/phone/api/prompts/${encodeURIComponent(this.prompt.id)}`, { text: typed });
      if (said.state === "wrong-pin") return this.show("prompt", `${said.message}\n${this.prompt.text}`);
      this.over(said.message);
    } catch (error) {
      this.over(error.message);
    }
  }

  async call() {
    if (this.view === "ussd" || this.view === "prompt") return this.left();
    if (this.view !== "idle") return this.show("idle", "Composez un numéro", this.settings.service_code);
    const code = this.line.value.trim();
    if (!code) return this.show("idle", "Appuyez encore\npour appeler", this.settings.service_code);
    await this.turn("/phone/api/dial", { phone: this.person.phone, code, dialect: this.person.dialect }, "Code USSD en cours");
  }

  async turn(path, body, wait) {
    this.show("waiting", wait);
    let step;
    try {
      step = await post(path, body);
    } catch (error) {
      step = error.code === "no-session" ? null : { text: error.message, more: false, refused: true };
      if (!step) return this.view === "waiting" && this.over("Délai dépassé. La session est terminée.");
    }
    if (!step.refused) this.remember(step);
    if (this.view !== "waiting" || step.error === "hung-up") return;
    if (step.more) this.show("ussd", step.text); else this.over(step.text);
  }

  remember(step) {
    this.step = step;
    this.ends = step.more ? performance.now() + step.seconds_left * 1000 : 0;
    this.events.stepped(this);
  }

  over(text) {
    this.ends = 0;
    this.show("over", text);
  }

  left() {
    const acts = {
      idle: () => this.messages.list(),
      ussd: () => this.turn("/phone/api/answer", { phone: this.person.phone, text: this.line.value }, "Envoi en cours"),
      over: () => this.idle(),
      prompt: () => this.approve(this.line.value.trim()),
      list: () => this.messages.compose(""),
      read: () => this.messages.reply(),
      compose: () => this.messages.send(this.line.value),
    };
    acts[this.view]?.();
  }

  right() {
    const acts = { prompt: () => this.approve("0"), waiting: () => this.hang(), ussd: () => this.hang(), list: () => this.idle(), read: () => this.messages.list(), compose: () => this.messages.list() };
    acts[this.view]?.();
  }

  hang() {
    if (this.view === "prompt") return this.approve("0");
    if (this.view === "ussd" || this.view === "waiting") post("/phone/api/hangup", { phone: this.person.phone }).catch(() => {});
    this.idle();
  }

  tick() {
    const left = Math.ceil((this.ends - performance.now()) / 1000);
    const now = new Date();
    const two = (number) => String(number).padStart(2, "0");
    this.part(".clock").textContent = this.ends ? `${Math.max(0, left)} s` : `${two(now.getHours())}:${two(now.getMinutes())}`;
    if (this.ends && left <= 0 && this.view === "ussd") this.over("Délai dépassé. La session est terminée.");
  }
}
