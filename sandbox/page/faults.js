// The menu of faults: Telegram out of reach, slow, or its replies lost, to see what the bot does then.
import * as api from "./api.js";
import { find, notice } from "./dom.js";
import { PopUp } from "./menu.js";
import { hint, t } from "./words.js";

const SENDING = ["sendMessage", "sendPhoto", "sendVoice", "sendDocument"];
const KINDS = {
  outage: { kind: "outage" },
  slow: { kind: "slow", after: 2 },
  lost: { kind: "lost", methods: SENDING },
};

export class Faults {
  constructor(store) {
    this.store = store;
    this.popup = new PopUp("bolt", "faults", () => this.choices(), "faults");
    find(".tools .bot-state").before(this.popup.root);
    store.on("faults", () => this.show());
  }

  of(kind) {
    return this.store.faults.filter((fault) => fault.kind === kind && !fault.over);
  }

  show() {
    const n = this.store.faults.filter((fault) => !fault.over).length;
    const { button } = this.popup;
    button.classList.toggle("faulty", n > 0);
    button.dataset.faults = String(n);
    if (n) hint(button, "faults_on", { n });
    else hint(button, "faults");
  }

  choices() {
    const kinds = Object.keys(KINDS).map((kind) => {
      const on = this.of(kind);
      const hits = on.reduce((sum, fault) => sum + fault.hits, 0);
      return {
        key: `fault_${kind}`,
        testid: `fault-${kind}`,
        checked: on.length > 0,
        detail: on.length ? t("fault_hits", { n: hits }) : t(`fault_${kind}_hint`),
        run: () => this.toggle(kind, on),
      };
    });
    return [{ key: "faults_note" }, ...kinds];
  }

  async toggle(kind, on) {
    try {
      if (on.length) await Promise.all(on.map((fault) => api.endFault(fault.id)));
      else await api.beginFault(KINDS[kind]);
    } catch (error) {
      if (!(error instanceof api.Refused)) throw error;
      notice(t("failed", { why: error.message || t("failed_net") }));
    }
  }
}
