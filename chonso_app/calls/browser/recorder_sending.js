// What was cut and is on its way: kept in IndexedDB until the server has it, sent in order, again
// and again with growing pauses. A tab that crashed is finished by the next one (`salvage`) of the same
// agent: at a shared computer another may come first, from whom the server takes nothing of it.
const PAUSE = [300, 5000];
const DAMAGED = 5; // times: what arrives damaged so often is damaged here
const KEPT = 40 * 60_000; // ms: the longest talk, and what the server waits after it
const LOCK = "recording:";
const base = (about) => `/api/calls/${about.callId}/recording/${about.run}`;

export class Run {
  // `clock(offset)` hears how far this computer's clock is from the server's, in ms.
  constructor(callId, agent, clock) {
    this.about = { run: crypto.randomUUID(), callId, agent, began: Date.now(), count: null };
    this.clock = clock;
    this.queue = [];
    this.cut = 0;
    this.chain = Promise.resolve();
    shelf.put("runs", this.about);
    this.done = new Promise((done) => { this.over = done; });
    this.letGo = hold(this.about.run);
    this.pump();
  }

  add(blob, endsMs, stalls) {
    if (this.closed) return;
    const seq = this.cut++;
    this.chain = this.chain.then(async () => {
      const chunk = await sealed(this.about.run, seq, blob, endsMs, stalls);
      if (this.closed) return;
      this.queue.push(chunk);
      shelf.put("chunks", chunk);
      this.pump();
    }).catch(() => { this.failed = "unreadable"; }); // a hole: what follows cannot be played
  }

  finish() {
    this.chain = this.chain.then(() => {
      this.about.count = this.cut;
      if (!this.closed) shelf.put("runs", this.about);
      this.pump();
    });
    return this.done;
  }

  // Seconds since the oldest piece that is not with the server was cut.
  behind() {
    const oldest = this.queue[0]?.at;
    return oldest ? (Date.now() - oldest) / 1000 : 0;
  }

  async pump() {
    if (this.busy || this.closed) return;
    this.busy = true;
    let pause = PAUSE[0];
    while (this.hasWork()) {
      try {
        await this.step();
        pause = PAUSE[0];
      } catch (error) {
        if (error instanceof Gone) break;
        await new Promise((next) => setTimeout(next, pause));
        pause = Math.min(pause * 2, PAUSE[1]);
      }
    }
    this.busy = false;
  }

  hasWork() {
    return !this.closed && (!this.opened || this.queue.length || this.about.count !== null);
  }

  async step() {
    if (!this.opened) return this.open();
    if (this.queue.length) return this.send(this.queue[0]);
    return this.end();
  }

  async open() {
    const asked = Date.now();
    const answer = await this.ask("POST", "", JSON.stringify({ age_ms: Math.max(0, asked - this.about.began) }));
    const { next, now } = await answer.json();
    this.clock?.(now - (asked + Date.now()) / 2);
    this.opened = true;
    this.dropBefore(next);
  }

  async send(chunk) {
    const headers = { "X-Sha256": chunk.sha256, "X-Ends-Ms": String(Math.round(chunk.endsMs)),
      "X-Stalls": JSON.stringify(chunk.stalls) };
    await this.ask("PUT", `/${chunk.seq}`, chunk.data, headers);
    this.dropBefore(chunk.seq + 1);
  }

  async end() {
    await this.ask("POST", "/end", JSON.stringify({ chunks: this.about.count }));
    await this.close("");
  }

  // What the server has is kept no longer.
  dropBefore(next) {
    while (this.queue.length && this.queue[0].seq < next)
      shelf.drop("chunks", [this.about.run, this.queue.shift().seq]);
  }

  // Raises Gone when nothing more will be taken, Error when it is worth trying again.
  async ask(method, path, body, headers = {}) {
    const answer = await fetch(base(this.about) + path, { method, body, headers });
    this.damaged = answer.status === 400 ? (this.damaged || 0) + 1 : 0;
    if (answer.ok) return answer;
    if ([404, 413].includes(answer.status) || this.damaged > DAMAGED)
      await this.close(String(answer.status));
    if (this.closed) throw new Gone();
    if (answer.status === 409) await this.resume();
    throw new Error(String(answer.status));
  }

  // The server stands somewhere else than we thought: it says where. What comes after a hole (a
  // piece that a crash took with it) cannot be played and is given up.
  async resume() {
    const answer = await fetch(base(this.about));
    if (!answer.ok) return;
    const { next } = await answer.json();
    this.dropBefore(next);
    const hole = this.queue.length ? this.queue[0].seq > next : this.about.count > next;
    if (!hole || this.about.count === null) return;
    this.queue = [];
    this.about.count = next;
  }

  async close(failed) {
    this.closed = true;
    this.failed = failed;
    this.queue = [];
    // 404 also means that somebody else is signed in by now: it stays for whose it is
    if (failed === "404") refused.add(this.about.run);
    else await shelf.forget(this.about.run);
    this.letGo();
    this.over();
  }
}

class Gone extends Error {}

async function sealed(run, seq, blob, endsMs, stalls) {
  const at = Date.now();
  const data = await blob.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
  const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return { run, seq, at, data, sha256, endsMs, stalls };
}

// Whoever records holds a lock that ends with the tab: a run without one was left by a crash.
function hold(run) {
  let letGo = () => {};
  navigator.locks?.request(LOCK + run, () => new Promise((done) => { letGo = done; })).catch(() => {});
  return () => letGo();
}

const refused = new Set(); // runs of which this page was told so

// Sends what this agent's tabs that are gone have left behind. Harmless to ask for often.
export async function salvage(agent) {
  if (!navigator.locks) return;
  const held = new Set((await navigator.locks.query()).held.map(({ name }) => name));
  for (const about of await shelf.all("runs")) {
    if (held.has(LOCK + about.run)) continue;
    if (Date.now() - about.began > KEPT) await shelf.forget(about.run);
    else if (about.agent === agent && !refused.has(about.run)) await adopt(about);
  }
}

async function adopt(about) {
  await navigator.locks.request(LOCK + about.run, { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    const chunks = (await shelf.all("chunks")).filter(({ run }) => run === about.run);
    const run = Object.assign(Object.create(Run.prototype), { about, letGo: () => {},
      queue: chunks.sort((one, other) => one.seq - other.seq) });
    const done = new Promise((over) => { run.over = over; });
    run.about.count ??= await countOf(run);
    run.pump();
    await done;
  });
}

// A crashed tab did not say how many there are: those the server has and those that are left.
async function countOf(run) {
  if (run.queue.length) return run.queue.at(-1).seq + 1;
  const answer = await fetch(base(run.about)).catch(() => null);
  return answer?.ok ? (await answer.json()).next : 0;
}

// ---- IndexedDB: without it (private windows, evicted, closed) the memory of the tab must do ------
const opening = new Promise((ready) => {
  let asked;
  try { asked = indexedDB.open("chonso-recording", 1); } catch { return ready(null); }
  asked.onupgradeneeded = () => {
    asked.result.createObjectStore("runs", { keyPath: "run" });
    asked.result.createObjectStore("chunks", { keyPath: ["run", "seq"] });
  };
  asked.onsuccess = () => ready(asked.result);
  asked.onerror = asked.onblocked = () => ready(null);
});

// Never fails: what is in memory is sent whether or not it could be kept.
async function inStore(name, mode, work) {
  const db = await opening;
  if (!db) return [];
  return new Promise((done) => {
    try {
      const move = db.transaction(name, mode);
      const asked = work(move.objectStore(name));
      move.oncomplete = () => done(asked.result);
      move.onabort = () => done([]); // no room
    } catch { done([]); } // the browser closed it
  });
}

const shelf = {
  put: (name, row) => inStore(name, "readwrite", (store) => store.put(row)),
  drop: (name, key) => inStore(name, "readwrite", (store) => store.delete(key)),
  all: (name) => inStore(name, "readonly", (store) => store.getAll()),
  forget: async (run) => {
    await shelf.drop("chunks", IDBKeyRange.bound([run, 0], [run, Infinity]));
    await shelf.drop("runs", run);
  },
};
