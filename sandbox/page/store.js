// What the page knows: a copy of the sandbox's state, kept fresh by server-sent events. Listeners hear only of changes.

export class Store {
  constructor() {
    this.clock = null;
    this.bot = null;
    this.faults = [];
    this.phones = new Map();
    this.arrived = 0; // messages from the bot since the page was opened
    this.listeners = {};
  }

  /** Events: phone({phone, changed, fresh, gone}), gone(id), clock(clock), bot(bot), faults(faults), link(up), ready(). */
  on(event, listener) {
    (this.listeners[event] ??= []).push(listener);
  }
  tell(event, payload) {
    for (const listener of this.listeners[event] ?? []) listener(payload);
  }

  connect() {
    const source = new EventSource("/sandbox/events");
    source.onopen = () => this.tell("link", true);
    source.onerror = () => {
      this.tell("link", false);
      if (source.readyState === EventSource.CLOSED) setTimeout(() => this.connect(), 1500);
    };
    source.onmessage = (event) => this.take(JSON.parse(event.data));
  }

  take(event) {
    if (event.type === "state") this.takeState(event.state);
    if (event.type === "phone") this.takePhone(event.phone, event.messages ?? event.phone.messages ?? []);
    if (event.type === "gone") this.drop(event.id);
    if (event.type === "clock") this.takeClock(event.clock);
    if (event.type === "faults") this.tell("faults", (this.faults = event.faults));
    if (event.type === "bot") this.tell("bot", (this.bot = event.bot));
  }

  /** The whole state, at the start and after a dropped connection: only the differences are told. */
  takeState(state) {
    const first = !this.clock;
    this.takeClock(state.clock);
    this.tell("bot", (this.bot = state.bot));
    this.tell("faults", (this.faults = state.faults ?? []));
    const present = new Set(state.phones.map((each) => each.user.id));
    for (const id of [...this.phones.keys()]) if (!present.has(id)) this.drop(id);
    for (const { messages, ...phone } of state.phones) {
      const ids = new Set(messages.map((message) => message.message_id));
      const known = this.phones.get(phone.user.id)?.messages ?? new Map();
      const gone = [...known.keys()].filter((id) => !ids.has(id));
      const changed = messages.filter(
        (each) => JSON.stringify(known.get(each.message_id)) !== JSON.stringify(each),
      );
      this.takePhone(phone, changed, { gone, silent: first });
    }
    this.tell("ready");
  }

  takePhone(phone, messages, { gone = [], silent = false } = {}) {
    const before = this.phones.get(phone.user.id);
    const kept = before?.messages ?? new Map();
    const fresh = silent
      ? []
      : messages.filter((each) => !kept.has(each.message_id) && each.from === "bot" && !each.deleted);
    for (const id of gone) kept.delete(id);
    for (const message of messages) {
      if (message.deleted) {
        kept.delete(message.message_id);
        gone.push(message.message_id);
      } else kept.set(message.message_id, message);
    }
    const now = {
      ...before,
      ...phone,
      messages: kept,
      heard: (before?.heard ?? 0) + messages.filter((each) => each.from === "bot").length,
    };
    this.phones.set(phone.user.id, now);
    this.arrived += fresh.length;
    this.tell("phone", { phone: now, changed: messages.filter((each) => !each.deleted), fresh, gone });
  }

  takeClock(clock) {
    this.clock = { ...clock, at: Date.parse(clock.now), heardAt: performance.now() };
    this.tell("clock", this.clock);
  }

  drop(id) {
    if (this.phones.delete(id)) this.tell("gone", id);
  }

  /** The virtual moment now, in milliseconds since 1970. */
  now() {
    const { at, rate = 0, heardAt } = this.clock;
    return at + (rate || 0) * (performance.now() - heardAt);
  }
}

/** Messages of a phone, oldest first. */
export const inOrder = (phone) => [...phone.messages.values()].sort((a, b) => a.message_id - b.message_id);

export const newestFromBot = (phone) =>
  inOrder(phone)
    .filter((message) => message.from === "bot")
    .at(-1) ?? null;

/** Rows of inline buttons of a message. */
export const inlineRows = (message) => message?.reply_markup?.inline_keyboard ?? [];

/** Rows of the reply keyboard now shown, with plain strings made into buttons. */
export function keyboardRows(phone) {
  const rows = phone.keyboard?.keyboard ?? (Array.isArray(phone.keyboard) ? phone.keyboard : []);
  return rows.map((row) => row.map((button) => (typeof button === "string" ? { text: button } : button)));
}

/** Family name first and no space for Chinese names. */
export function fullName({ user }) {
  const chinese = /^\p{Script=Han}+$/u.test(`${user.first_name}${user.last_name ?? ""}`);
  return chinese
    ? `${user.last_name ?? ""}${user.first_name}`
    : [user.first_name, user.last_name].filter(Boolean).join(" ");
}
