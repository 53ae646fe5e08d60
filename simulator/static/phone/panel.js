// Beside the phones: measures, raw exchange and the faults to order for the chosen phone.
import { get, post } from "./api.js";

const part = (id) => document.getElementById(id);
const SYSTEMS = { africastalking: "africastalking-ussd", mtn: "mtn-ussd" };
const WORDS = { drop: "session perdue", repeat: "demande répétée", delay: "demande retardée" };

export class Panel {
  constructor() {
    this.handset = null;
    part("dialect").addEventListener("change", (event) => { this.handset.person.dialect = event.target.value; });
    for (const button of document.querySelectorAll("[data-fault]")) {
      button.addEventListener("click", () => this.order(button.dataset.fault));
    }
  }

  choose(handset) {
    if (this.handset === handset) return false;
    this.handset?.box.classList.remove("active");
    this.handset = handset;
    handset.box.classList.add("active");
    part("who").textContent = `${handset.person.name} · ${handset.person.operator}`;
    part("dialect").value = handset.person.dialect;
    this.draw();
    this.ordered();
    return true;
  }

  draw() {
    const step = this.handset.step;
    this.measure(step?.text ?? "", step ? { units: step.septets, budget: step.budget, encoding: step.encoding, foreign: step.foreign } : null);
    part("transcript").textContent = step ? step.transcript || "(vide)" : "rien encore";
    part("time").textContent = step ? `${Math.round(step.ms)} ms` : "";
    part("request").textContent = step?.request || "–";
    part("reply").textContent = step?.replies.map((each) => each.raw).join("\n\n――― réponse à la répétition ―――\n\n") || step?.error || "–";
    this.copies(step);
  }

  measure(text, size) {
    const meter = part("meter");
    const budget = size?.budget ?? 160;
    meter.max = budget;
    meter.high = budget * 0.95;
    meter.optimum = 0;
    meter.value = Math.min(size?.units ?? 0, budget);
    part("count").textContent = size ? `${size.units} / ${budget}` : "vide";
    const foreign = size?.foreign ?? [];
    part("letters").replaceChildren(...marked(text, foreign));
    part("foreign").hidden = foreign.length === 0;
    part("foreign").textContent = `Hors GSM-7 : ${foreign.join(" ")}. Il ne reste que ${budget} signes.`;
  }

  copies(step) {
    const repeated = step?.equal !== null && step?.equal !== undefined;
    part("copies").hidden = !repeated;
    if (!repeated) return;
    part("copies").className = step.equal ? "same" : "problem";
    part("copies").textContent = step.equal ? "Répétée : les deux réponses ont les mêmes octets." : "Répétée : les deux réponses diffèrent !";
  }

  async order(fault) {
    const { phone, dialect } = this.handset.person;
    const seconds = fault === "delay" ? Number(part("seconds").value) : 0;
    try {
      await post("/faults", { system: SYSTEMS[dialect], fault, times: 1, phone, seconds });
      await this.ordered();
    } catch (error) {
      part("ordered").textContent = error.message;
    }
  }

  async ordered() {
    const { pending } = await get("/faults");
    const mine = pending.filter((each) => each.phone === this.handset.person.phone && WORDS[each.fault]);
    part("ordered").textContent = mine.map((each) => `${WORDS[each.fault]}${each.seconds ? ` de ${each.seconds} s` : ""}`).join(", ");
  }
}

function marked(text, foreign) {
  return [...text].map((character) => {
    if (!foreign.includes(character)) return document.createTextNode(character);
    const mark = document.createElement("mark");
    mark.textContent = character;
    return mark;
  });
}
