// The typing box: text, commands, attachments, voice; or a single large button where typing makes no sense yet.
import * as api from "./api.js";
import { el, icon } from "./dom.js";
import { span } from "./dates.js";
import { PopUp } from "./menu.js";
import { canRecord, record } from "./recorder.js";
import { fullName } from "./store.js";
import { hint, label, t } from "./words.js";

const ACCEPT = { photo: "image/*", voice: "audio/*", document: "" };

export class Composer {
  constructor(card) {
    this.card = card;
    this.buildBox();
    this.start = label(
      el("button", {
        class: "solid wide",
        data: { testid: "start" },
        on: { click: () => card.act(() => api.text(card.id, "/start")) },
      }),
      "start",
    );
    this.unblock = label(
      el("button", {
        class: "solid wide",
        data: { testid: "unblock-wide" },
        on: { click: () => card.act(() => api.unblock(card.id)) },
      }),
      "unblock",
    );
    this.blockedNote = label(el("p", { class: "blocked-note" }), "blocked");
    this.root = el("footer", { class: "composer", data: { testid: "composer" } });
    this.mode = null;
  }

  buildBox() {
    this.input = el("textarea", {
      rows: "1",
      data: { testid: "composer-text", tph: "write" },
      enterkeyhint: "send",
      autocomplete: "off",
    });
    this.input.placeholder = t("write");
    this.input.addEventListener("input", () => this.grow());
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    this.input.addEventListener("paste", (event) => this.onPaste(event));
    this.commands = new PopUp("/", "commands", () => this.commandChoices(), "commands");
    this.attach = new PopUp("clip", "attach", () => this.attachChoices(), "attach");
    this.fold = hint(
      el(
        "button",
        {
          class: "quiet round",
          data: { testid: "keyboard-toggle" },
          on: { click: () => this.card.keys.toggle() },
        },
        icon("keys"),
      ),
      "keyboard",
    );
    this.mic = hint(
      el(
        "button",
        { class: "quiet round", data: { testid: "record" }, on: { click: () => this.startRecording() } },
        icon("mic"),
      ),
      "record",
    );
    this.send = hint(
      el(
        "button",
        { class: "send round", data: { testid: "send" }, on: { click: () => this.say() } },
        icon("send"),
      ),
      "send",
    );
    this.file = el("input", { type: "file", hidden: true, data: { testid: "file" } });
    this.file.addEventListener("change", () => this.sendFiles([...this.file.files], this.file.dataset.act));
    this.field = el("div", { class: "field" }, this.commands.root, this.input, this.fold, this.attach.root);
    this.box = el("div", { class: "writing" }, this.field, this.mic, this.send, this.file);
  }

  /** Shows what fits the phone's state: unblock, start, the paper to open (nothing), or the typing box. */
  update() {
    const { phone } = this.card;
    hint(this.input, "write_to", { name: fullName(phone) });
    this.fold.hidden = !this.card.keys.any;
    const mode = phone.blocked
      ? "blocked"
      : phone.joined || phone.messages.size
        ? "writing"
        : phone.link
          ? "letter"
          : "start";
    if (mode === this.mode) return;
    this.mode = mode;
    const inside = {
      blocked: [this.blockedNote, this.unblock],
      start: [this.start],
      letter: [this.box],
      writing: [this.box],
    }[mode];
    this.root.replaceChildren(...inside);
    this.grow();
  }

  focus() {
    (this.root.querySelector("textarea, button.wide") ?? this.card.root).focus();
  }

  grow() {
    const full = Boolean(this.input.value.trim());
    this.send.hidden = !full;
    this.mic.hidden = full;
    this.input.style.height = "";
    if (this.input.scrollHeight > this.input.clientHeight)
      this.input.style.height = `${Math.min(this.input.scrollHeight, 120)}px`;
  }

  onKey(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.say();
  }

  onPaste(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    this.sendFiles(files, files[0].type.startsWith("image/") ? "photo" : "document");
  }

  say() {
    const words = this.input.value.trim();
    if (!words) return;
    this.input.value = "";
    this.grow();
    this.input.focus();
    this.card.act(() => api.text(this.card.id, words));
  }

  commandChoices() {
    const commands = this.card.phone.commands ?? [];
    if (!commands.length) return [{ key: "no_commands" }];
    return commands.map(({ command, description }) => ({
      text: `/${command}`,
      detail: description,
      testid: "command",
      run: () => this.card.act(() => api.text(this.card.id, `/${command}`)),
    }));
  }

  attachChoices() {
    return Object.keys(ACCEPT).map((act) => ({
      key: `attach_${act}`,
      testid: `attach-${act}`,
      run: () => this.choose(act),
    }));
  }

  choose(act) {
    this.file.accept = ACCEPT[act];
    this.file.dataset.act = act;
    this.file.value = "";
    this.file.click();
  }

  /** What is typed becomes the caption of the first file. */
  async sendFiles(files, act, seconds) {
    const caption = this.input.value.trim();
    if (caption) {
      this.input.value = "";
      this.grow();
    }
    for (const [n, file] of files.entries())
      await this.card.act(() => api.upload(this.card.id, act, file, { caption: n ? "" : caption, seconds }));
  }

  async startRecording() {
    let recording = null;
    if (canRecord()) recording = await record().catch(() => null);
    if (!recording) {
      this.card.toast(t("record_none"));
      this.choose("voice");
      return;
    }
    this.showRecording(recording);
  }

  showRecording(recording) {
    const begun = performance.now();
    const time = el("span", { class: "record-time", role: "timer" });
    const count = () => label(time, "recording", { time: span((performance.now() - begun) / 1000) });
    const timer = setInterval(count, 250);
    count();
    const back = () => {
      clearInterval(timer);
      bar.replaceWith(this.box);
      this.mic.focus();
    };
    const drop = label(
      el("button", {
        class: "quiet",
        data: { testid: "record-cancel" },
        on: {
          click: () => {
            recording.cancel();
            back();
          },
        },
      }),
      "record_cancel",
    );
    const send = hint(
      el("button", { class: "send round", data: { testid: "record-send" } }, icon("send")),
      "record_send",
    );
    send.addEventListener("click", async () => {
      const seconds = (performance.now() - begun) / 1000;
      const voice = await recording.stop();
      back();
      this.sendFiles([voice], "voice", seconds);
    });
    const bar = el("div", { class: "recording" }, el("i", { class: "record-dot" }), time, drop, send);
    bar.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        event.preventDefault();
        event.stopPropagation();
        drop.click();
      }
    });
    this.box.replaceWith(bar);
    send.focus();
  }
}
