// The SMS of one phone as conversations: list, read, answer, write. What was read is remembered by this browser.
import { post } from "./api.js";

export class Messages {
  constructor(handset) {
    this.handset = handset;
    this.all = [];
    this.key = `threads:${handset.person.phone}`;
    this.seen = JSON.parse(localStorage.getItem(this.key) ?? "{}");
    this.open = "";
    const { network } = handset.person;
    this.numbers = handset.settings.numbers.filter((each) => !each.networks.length || each.networks.includes(network));
    handset.part(".to select").replaceChildren(...this.numbers.map(choice));
  }

  add(message, fresh) {
    if (this.all.some((each) => each.id === message.id)) return;
    this.all.push(message);
    if (message.direction === "in" && fresh) this.ring();
    if (this.handset.view === "list") this.list();
    if (this.handset.view === "read" && this.open === message.other) this.read(message.other);
    this.badge();
  }

  ring() {
    const { classList } = this.handset.box;
    classList.remove("ringing");
    requestAnimationFrame(() => classList.add("ringing"));
  }

  unread(other) {
    return this.all.filter((each) => each.direction === "in" && (!other || each.other === other) && each.id > (this.seen[each.other] ?? 0)).length;
  }

  badge() {
    const unread = this.unread();
    const mail = this.handset.part(".mail");
    mail.hidden = unread === 0;
    mail.textContent = `✉ ${unread}`;
    mail.title = `${unread} message(s) non lu(s)`;
  }

  // One line a correspondent, the newest conversation first.
  list() {
    const last = new Map();
    for (const message of this.all) {
      last.delete(message.other);
      last.set(message.other, message);
    }
    const list = this.handset.part(".messages");
    list.replaceChildren(...[...last.values()].reverse().map((message) => this.item(message)));
    if (!last.size) list.textContent = "Aucun message.";
    this.handset.show("list", "");
  }

  item(message) {
    const unread = this.unread(message.other);
    const button = make("button", unread ? "unread" : "");
    button.type = "button";
    const head = make("b", "", `${message.other}${unread > 1 ? ` (${unread})` : ""}`);
    head.append(make("time", "", hour(message)));
    const said = message.direction === "out" ? `Vous : ${message.text}` : message.text;
    button.append(head, make("span", "", said));
    button.addEventListener("click", () => this.read(message.other));
    const item = document.createElement("li");
    item.append(button);
    return item;
  }

  read(other) {
    const said = this.all.filter((each) => each.other === other);
    const thread = this.handset.part(".thread");
    thread.replaceChildren(...said.map((message) => this.bubble(message)));
    this.open = other;
    this.handset.show("read", "");
    const screen = this.handset.part(".screen");
    screen.scrollTop = screen.scrollHeight;
    this.handset.events.read(this.handset, said.at(-1));
    this.seen[other] = said.at(-1).id;
    localStorage.setItem(this.key, JSON.stringify(this.seen));
    this.badge();
  }

  bubble(message) {
    const bubble = make("li", message.direction === "in" ? "theirs" : "mine");
    const parts = message.parts > 1 ? ` · ${message.parts} SMS` : "";
    bubble.append(make("p", "", message.text), make("small", "", [hour(message), message.provider].filter(Boolean).join(" · ") + parts));
    bubble.addEventListener("click", () => this.handset.events.read(this.handset, message));
    return bubble;
  }

  reply() { this.compose(this.open); }

  // An answer goes to the number of the conversation when people can write to it, else to the demo's own.
  compose(to) {
    const known = this.numbers.some((each) => each.number === to);
    this.handset.part(".to select").value = known ? to : this.numbers[0].number;
    this.handset.show("compose", "");
  }

  async send(text) {
    if (!text.trim()) return;
    const to = this.handset.part(".to select").value;
    try {
      await post("/phone/api/sms", { from: this.handset.person.phone, to, text });
      this.handset.over("Message envoyé.");
    } catch (error) {
      this.handset.over(error.message);
    }
  }
}

function choice(each) {
  const option = make("option", "", `${each.number} · ${each.label}`);
  option.value = each.number;
  return option;
}

function make(name, className, text = "") {
  return Object.assign(document.createElement(name), { className, textContent: text });
}

function hour(message) {
  return new Date(message.at).toLocaleTimeString("fr", { hour: "2-digit", minute: "2-digit" });
}
