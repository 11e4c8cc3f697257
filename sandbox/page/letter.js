// The paper from school: the invitation somebody holds before joining.
import * as api from "./api.js";
import { el } from "./dom.js";
import { label } from "./words.js";

export function letter(card) {
  const open = label(el("button", { class: "solid", data: { testid: "open-letter" } }), "letter_open");
  open.addEventListener("click", async () => {
    open.disabled = true;
    await card.act(() => api.open(card.id, card.phone.link));
    open.disabled = false;
  });
  const words = el(
    "div",
    { class: "letter-words" },
    pattern(card.phone.link),
    seal(),
    label(el("h3"), "letter_title"),
    label(el("p"), "letter_text"),
    open,
  );
  return el(
    "div",
    { class: "letter", data: { testid: "letter" } },
    el("div", { class: "letter-sheet" }, words),
  );
}

const seal = () => el("span", { class: "seal", "aria-hidden": "true", lang: "zh-Hans" }, "鸿雁");

/** A drawing that looks like a QR code and always the same for one link; it is not meant to be scanned. */
function pattern(link) {
  const size = 21;
  const canvas = el("canvas", { class: "qr", width: size, height: size, "aria-hidden": "true" });
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#23312f";
  let state = [...link].reduce((sum, letter) => (Math.imul(sum, 31) + letter.codePointAt(0)) >>> 0, 7);
  for (let i = 0; i < size * size; i += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    if (state >>> 31) pen.fillRect(i % size, Math.floor(i / size), 1, 1);
  }
  for (const [x, y] of [
    [0, 0],
    [size - 7, 0],
    [0, size - 7],
  ]) {
    pen.clearRect(x - 1, y - 1, 9, 9);
    pen.fillRect(x, y, 7, 7);
    pen.clearRect(x + 1, y + 1, 5, 5);
    pen.fillRect(x + 2, y + 2, 3, 3);
  }
  return canvas;
}
