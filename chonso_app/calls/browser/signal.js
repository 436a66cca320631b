// The signalling socket of one side: a fresh ticket for every attempt, a heartbeat, patience, and
// what could not be said yet. Knows nothing of pictures.
const PING = 2000;
const DEAD = 6000; // a cut network closes no socket by itself
const [PAUSE, LONGEST_PAUSE] = [250, 5000];
const NOTES = 60; // kept while there is no socket
const TAKEN_OVER = 4408;
const FINAL = new Set([1000, 4401, 4403, TAKEN_OVER, 4409]);

export const whyClosed = (code) => (code === TAKEN_OVER ? "other_tab" : "gone");

export class Signal {
  // `hear`: { take, changed, over, beat, trouble }; `anew()`: whether this side has no connection yet.
  constructor(callId, hear, anew) {
    Object.assign(this, { callId, hear, anew, notes: [], pause: PAUSE });
    this.chain = Promise.resolve();
    this.timer = setInterval(() => this.beat(), PING);
    this.connect();
  }

  get online() {
    return this.socket?.readyState === 1;
  }

  async connect() {
    if (this.closed || this.asking) return; // two sockets would take the chair from each other
    this.asking = true;
    try {
      const answer = await fetch(`/api/calls/${this.callId}/ticket`, {
        method: "POST", signal: AbortSignal.timeout?.(DEAD),
      });
      if (answer.status === 404 || answer.status === 409) return this.hear.over("gone");
      if (!answer.ok) throw new Error(String(answer.status));
      const { token } = await answer.json();
      if (!this.closed) this.open(token);
    } catch { this.again(); } finally { this.asking = false; }
  }

  open(token) {
    const socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/ws/call`);
    this.socket = socket;
    this.admitted = false;
    this.heardAt = performance.now();
    socket.onopen = () => socket.send(JSON.stringify({ token, anew: this.anew() }));
    socket.onmessage = ({ data }) => {
      if (this.socket !== socket) return;
      this.heardAt = performance.now();
      const message = JSON.parse(data);
      this.chain = this.chain.then(() => this.hear.take(message)).catch(this.hear.trouble);
    };
    socket.onclose = ({ code }) => {
      if (this.socket !== socket || this.closed) return;
      this.socket = null;
      this.hear.changed();
      if (FINAL.has(code)) this.hear.over(whyClosed(code));
      else this.again();
    };
  }

  // The server let us in.
  welcomed() {
    this.pause = PAUSE;
    this.admitted = true;
    this.sendNotes();
  }

  again() {
    if (this.closed || this.waiting) return;
    this.waiting = setTimeout(() => { this.waiting = 0; this.connect(); }, this.pause);
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
  }

  atOnce() {
    this.pause = PAUSE;
    if (this.waiting) { clearTimeout(this.waiting); this.waiting = 0; this.connect(); }
  }

  say(message) {
    if (this.online) this.socket.send(JSON.stringify(message));
  }

  beat() {
    if (!this.socket || this.waiting) return;
    if (performance.now() - this.heardAt > DEAD) return this.drop();
    this.say({ t: "ping" });
    this.hear.beat();
  }

  // Its own `onclose` would wait for an answer that cannot come.
  drop() {
    const dead = this.socket;
    this.socket = null;
    dead.close(4000);
    this.hear.changed();
    this.again();
  }

  // For the call's history: what happened, and how long ago when it could not be said at once.
  note(kind, about = {}) {
    if (this.notes.length < NOTES) this.notes.push({ kind, about, at: performance.now() });
    this.sendNotes();
  }

  sendNotes() {
    if (!this.admitted || !this.online) return;
    for (const { kind, about, at } of this.notes.splice(0))
      this.say({ t: "note", kind, ago: Math.round(performance.now() - at), ...about });
  }

  close() {
    this.closed = true;
    clearInterval(this.timer);
    clearTimeout(this.waiting);
    this.socket?.close(1000);
  }
}
