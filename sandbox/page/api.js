// The sandbox's control API, as the page uses it. Times are ISO-8601 UTC.

export class Refused extends Error {}

async function request(method, path, body) {
  const form = body instanceof FormData;
  let response;
  try {
    response = await fetch(`/sandbox/${path}`, {
      method,
      headers: form || body === undefined ? {} : { "Content-Type": "application/json" },
      body: form ? body : body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Refused("");
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(String(answer.error ?? answer.description ?? response.status));
  return answer;
}

const phone = (id, act, body = {}) => request("POST", `phones/${id}/${act}`, body);

export const text = (id, words) => phone(id, "text", { text: words });
export const open = (id, link) => phone(id, "open", { link });
export const contact = (id, foreign = {}) => phone(id, "contact", foreign);
export const block = (id) => phone(id, "block");
export const unblock = (id) => phone(id, "unblock");
export const read = (id) => phone(id, "read");

/** Presses an inline button; returns the bot's answer {text, show_alert} or null. */
export async function press(id, message_id, button, row, column) {
  const what = button.callback_data ? { data: button.callback_data } : { button: [row, column] };
  return (await phone(id, "press", { message_id, ...what })).answer ?? null;
}

/** Sends a file: act is photo, voice or document; seconds is the length of a voice message. */
export function upload(id, act, file, { caption, seconds } = {}) {
  const form = new FormData();
  if (caption) form.append("caption", caption);
  if (seconds && act === "voice") form.append("duration", String(Math.max(1, Math.round(seconds))));
  form.append("file", file, file.name || "file");
  return phone(id, act, form);
}

export const beginFault = (fault) => request("POST", "faults", fault);
export const endFault = (id) => request("DELETE", `faults/${id}`);

export const forward = (until, stopOnMessage = false) =>
  request("POST", "clock/forward", {
    until: new Date(until).toISOString(),
    stop_on_message: stopOnMessage,
  });
