// The SMS of one phone: list, read, answer, write. What was read is remembered by this browser.
import { post } from "./api.js";

export class Messages {
  constructor(handset) {
    this.handset = handset;
    this.all = [];
    this.key = `read:${handset.person.phone}`;
    this.seen = Number(localStorage.getItem(this.key) ?? 0);
    this.to = handset.settings.short_code;
  }

  add(message, fresh) {
    this.all.push(message);
    if (message.direction === "in" && fresh) this.ring();
    if (this.handset.view === "list") this.list();
    this.badge();
  }

  ring() {
    const { classList } = this.handset.box;
    classList.remove("ringing");
    requestAnimationFrame(() => classList.add("ringing"));
  }

  badge() {
    const unread = this.all.filter((each) => each.direction === "in" && each.id > this.seen).length;
    const mail = this.handset.part(".mail");
    mail.hidden = unread === 0;
    mail.textContent = `✉ ${unread}`;
    mail.title = `${unread} message(s) non lu(s)`;
  }

  list() {
    const list = this.handset.part(".messages");
    list.replaceChildren(...this.all.slice().reverse().map((message) => this.item(message)));
    if (!this.all.length) list.textContent = "Aucun message.";
    this.handset.show("list", "");
  }

  item(message) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.className = message.direction === "in" && message.id > this.seen ? "unread" : "";
    const head = document.createElement("b");
    head.textContent = `${message.direction === "in" ? "De" : "À"} ${message.other} · ${hour(message)}`;
    button.append(head, message.text.length > 46 ? `${message.text.slice(0, 45)}…` : message.text);
    button.addEventListener("click", () => this.read(message));
    item.append(button);
    return item;
  }

  read(message) {
    this.to = /^\+?\d+$/.test(message.other) ? message.other : this.handset.settings.short_code;
    const head = `${message.direction === "in" ? "De" : "À"} ${message.other} ${hour(message)}`;
    this.handset.show("read", `${head}\n${message.text}`);
    this.handset.events.read(this.handset, message);
    this.seen = Math.max(this.seen, message.id);
    localStorage.setItem(this.key, String(this.seen));
    this.badge();
  }

  reply() { this.compose(this.to); }

  compose(to) {
    this.to = to || this.handset.settings.short_code;
    this.handset.show("compose", `À ${this.to}`);
  }

  async send(text) {
    if (!text.trim()) return;
    try {
      await post("/phone/api/sms", { from: this.handset.person.phone, to: this.to, text });
      this.handset.over("Message envoyé.");
    } catch (error) {
      this.handset.over(error.message);
    }
  }
}

function hour(message) {
  return new Date(message.at).toLocaleTimeString("fr", { hour: "2-digit", minute: "2-digit" });
}
