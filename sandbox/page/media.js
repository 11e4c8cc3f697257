// Pictures, voice, documents and contacts inside a bubble.
import { el, icon, safeUrl } from "./dom.js";
import { span } from "./dates.js";
import { fullName } from "./store.js";
import { hint, label, t } from "./words.js";

/** The part of a bubble that shows what a message carries besides text; null when there is nothing. */
export function media(message) {
  const file = message.file;
  const address = file && safeUrl(file.url);
  if (message.kind === "contact") return contactCard(message);
  if (!address)
    return ["text", undefined].includes(message.kind)
      ? null
      : label(el("p", { class: "odd" }), message.kind === "sticker" ? "sticker" : "other");
  if (message.kind === "photo" || message.kind === "sticker") return picture(address, message);
  if (["voice", "audio"].includes(message.kind)) return player(address, file);
  return paper(address, file);
}

function picture(address, message) {
  const image = el("img", {
    src: address,
    alt: message.caption || t("photo"),
    loading: "lazy",
    width: message.file.width || null,
    height: message.file.height || null,
  });
  return hint(
    el(
      "button",
      { class: "picture", data: { testid: "photo" }, on: { click: () => enlarge(address, image.alt) } },
      image,
    ),
    "open_photo",
  );
}

function enlarge(address, alt) {
  const shut = hint(el("button", { class: "quiet round" }, icon("close")), "close");
  const dialog = el("dialog", { class: "lightbox" }, el("img", { src: address, alt }), shut);
  dialog.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

/** A voice message: play button, a line to seek on, the time. */
function player(address, file) {
  const sound = new Audio();
  sound.preload = "none";
  sound.src = address;
  const button = hint(el("button", { class: "play" }, icon("play")), "play");
  const line = hint(
    el("input", { type: "range", min: "0", max: "1000", value: "0", step: "10" }),
    "position",
  );
  const time = el("span", { class: "length", text: span(file.duration) });
  const length = () =>
    Number.isFinite(sound.duration) && sound.duration > 0 ? sound.duration : file.duration || 1;
  const look = (name, key) => {
    button.replaceChildren(icon(name));
    hint(button, key);
  };
  button.addEventListener("click", () =>
    sound.paused ? sound.play().catch(() => look("play", "play")) : sound.pause(),
  );
  sound.onplay = () => {
    silenceOthers(sound);
    look("pause", "pause");
  };
  sound.onpause = () => look("play", "play");
  sound.ontimeupdate = () => {
    line.value = String((1000 * sound.currentTime) / length());
    time.textContent = span(sound.currentTime);
    paint(line);
  };
  sound.onended = () => {
    line.value = "0";
    time.textContent = span(length());
    paint(line);
  };
  line.addEventListener("input", () => {
    sound.currentTime = (Number(line.value) / 1000) * length();
    paint(line);
  });
  return el("div", { class: "player", role: "group", data: { testid: "voice" } }, button, line, time);
}

const paint = (line) => line.style.setProperty("--played", `${Number(line.value) / 10}%`);

let speaking = null;
function silenceOthers(sound) {
  if (speaking && speaking !== sound) speaking.pause();
  speaking = sound;
}

function paper(address, file) {
  const name = file.name || t("document");
  const words = el(
    "span",
    { class: "paper-words" },
    el("strong", { text: name }),
    el("small", { text: size(file.size) }),
  );
  return el(
    "a",
    { class: "paper", href: address, download: name, data: { testid: "document" } },
    icon("doc"),
    words,
  );
}

function size(bytes) {
  if (!bytes) return "";
  return bytes < 1024
    ? `${bytes} B`
    : bytes < 1048576
      ? `${Math.round(bytes / 1024)} KB`
      : `${(bytes / 1048576).toFixed(1)} MB`;
}

function contactCard(message) {
  const contact = message.contact ?? {};
  const name = fullName({ user: { first_name: contact.first_name ?? "", last_name: contact.last_name } });
  const words = el(
    "span",
    { class: "paper-words" },
    name ? el("strong", { text: name }) : label(el("strong"), "contact"),
    el("small", { text: contact.phone_number ?? message.text ?? "" }),
  );
  return el("div", { class: "paper", data: { testid: "contact" } }, icon("phone"), words);
}
