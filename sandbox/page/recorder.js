// Records the microphone as a voice message, where the browser allows it.

const KINDS = [
  ["audio/ogg;codecs=opus", "ogg"],
  ["audio/webm;codecs=opus", "webm"],
  ["audio/mp4", "m4a"],
];

export const canRecord = () => Boolean(window.MediaRecorder && navigator.mediaDevices?.getUserMedia);

/** Starts recording. Answers {stop() -> Promise<File>, cancel()}; throws when the microphone is refused. */
export async function record() {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const [mime, ending] = KINDS.find(([kind]) => MediaRecorder.isTypeSupported(kind)) ?? ["", "webm"];
  const machine = new MediaRecorder(stream, mime ? { mimeType: mime } : undefined);
  const pieces = [];
  machine.ondataavailable = (event) => event.data.size && pieces.push(event.data);
  const ended = new Promise((resolve) => {
    machine.onstop = resolve;
  });
  const finish = async () => {
    if (machine.state !== "inactive") machine.stop();
    await ended;
    for (const track of stream.getTracks()) track.stop();
  };
  machine.start();
  return {
    cancel: finish,
    async stop() {
      await finish();
      return new File(pieces, `voice.${ending}`, { type: mime.split(";")[0] || "audio/webm" });
    },
  };
}
