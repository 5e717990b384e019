/* One WebSocket a page: the server says what changed, the element fetches its own partial again.
 *
 * Page:    <meta name="live-topics" content="queue.ae.team_x staff.staff_y">
 *          <meta name="live-position" content="123">      feed position when the page was made
 * Element: <div id="queue-list" data-live="queue.ae" hx-get="…" hx-trigger="live" hx-swap="…">
 *          data-live       topics it follows, by full name or by leading parts; empty = every topic
 *          data-live-ids   only when the frame names one of these ids
 *          data-live-subscribe   topics to add while this element is on the page
 * Status:  [data-live-status] gets data-state connecting | live | reconnecting and its words.
 *
 * Frames and close codes: docs/design-language.md, "Live protocol". The push is a hint, the position is the truth.
 */
(() => {
  "use strict";
  const SILENCE = 60_000, SUSPECT = 30_000, HEARTBEAT = 20_000, ACTIVE_FOR = 60_000;
  const SETTLED = 5000; // a line that held this long was a good one: the next wait starts small again
  const SIGN_IN_AGAIN = 4401, TOO_MANY = 4429; // every other code, 4408 (too slow) too: connect and fetch again
  let socket = null, attempt = 0, retryTimer = 0, statusTimer = 0, position = null;
  let heardAt = 0, usedAt = Date.now(), openedAt = 0, everOpen = false, leaving = false;
  let topics = new Set();
  const SEEN = 200;
  const seen = []; // the last frames, in order of position
  const begun = new WeakMap(); // request → the position we had seen when it was sent

  const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? "";
  const words = (text) => (text || "").split(/\s+/).filter(Boolean);

  function wantedTopics() {
    const wanted = new Set(words(meta("live-topics")));
    for (const element of document.querySelectorAll("[data-live-subscribe]")) {
      for (const topic of words(element.dataset.liveSubscribe)) wanted.add(topic);
    }
    return wanted;
  }

  function send(frame) {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
  }

  /** Asks for the page's topics, and for everything that has happened in them after that position. */
  function subscribe(since = position) {
    topics = wantedTopics();
    send({ type: "subscribe", topics: [...topics], since });
  }

  function matches(element, frame) {
    const own = words(element.dataset.live);
    const ids = words(element.dataset.liveIds);
    const follows = (frame.topics || []).some((t) => own.some((o) => t === o || t.startsWith(`${o}.`)));
    if (own.length && !follows) return false;
    return !ids.length || (frame.ids || []).some((id) => ids.includes(id));
  }

  /** What has just come in may have been read before something that was told while it was under way, and it may follow
   *  topics of its own. */
  function catchUp(part, since = position) {
    const missed = seen.filter((frame) => frame.position > since);
    for (const element of [part, ...part.querySelectorAll("[data-live]")]) {
      if (element.matches("[data-live]") && missed.some((frame) => matches(element, frame))) window.sbRefetch.mark(element);
    }
    if ([...wantedTopics()].some((topic) => !topics.has(topic))) subscribe(since);
  }

  function refetchAll() {
    for (const element of document.querySelectorAll("[data-live]")) window.sbRefetch.mark(element);
  }

  function sawPosition(value) {
    if (typeof value === "number" && (position === null || value > position)) position = value;
  }

  const on = {
    hello(frame) {
      if (frame.server_time) {
        document.dispatchEvent(new CustomEvent("sb:server-time", { detail: frame.server_time }));
      }
      if (position === null) sawPosition(frame.position);
      setStatus("live");
    },
    event(frame) {
      sawPosition(frame.position);
      seen.push(frame);
      if (seen.length > SEEN) seen.shift();
      for (const element of document.querySelectorAll("[data-live]")) {
        if (matches(element, frame)) window.sbRefetch.mark(element);
      }
      document.dispatchEvent(new CustomEvent("sb:event", { detail: frame }));
    },
    resync(frame) {
      position = null; // lower than what we have seen when the database was restored
      seen.length = 0;
      sawPosition(frame.position);
      refetchAll();
    },
    head(frame) {
      // `last` is the latest frame this line was given; `position` moves with others' topics, too.
      if (position !== null && frame.last > position) refetchAll();
      sawPosition(frame.position);
    },
    denied(frame) {
      document.dispatchEvent(new CustomEvent("sb:denied", { detail: frame.topics || [] }));
    },
  };

  function connect() {
    clearTimeout(retryTimer);
    if (leaving || !wantedTopics().size) return;
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const mine = new WebSocket(`${scheme}//${location.host}/ws/live`);
    socket = mine;
    heardAt = Date.now(); // the silence rule also ends an attempt that hangs
    mine.onopen = () => {
      openedAt = Date.now();
      subscribe();
      heartbeat();
      if (everOpen) refetchAll(); // whatever happened meanwhile, the page now shows the truth
      everOpen = true;
    };
    mine.onmessage = (message) => {
      heardAt = Date.now();
      let frame;
      try {
        frame = JSON.parse(message.data);
      } catch {
        return; // not ours to understand
      }
      if (Object.hasOwn(on, frame.type)) on[frame.type](frame);
    };
    mine.onclose = (event) => {
      if (socket !== mine) return;
      socket = null;
      if (leaving) return;
      if (event.code === SIGN_IN_AGAIN) return window.sbRefetch.reloadOnce();
      if (event.code === TOO_MANY) attempt = Math.max(attempt, 5); // straight to the longest wait
      setStatus("reconnecting");
      if (Date.now() - openedAt > SETTLED && event.code !== TOO_MANY) attempt = 0;
      const ceiling = Math.min(10_000, 500 * 2 ** attempt++);
      retryTimer = setTimeout(connect, ceiling * (0.5 + Math.random() / 2));
    };
  }

  function reconnectNow() {
    const old = socket;
    socket = null; // its close event is no longer ours
    old?.close();
    setStatus("reconnecting");
    attempt = 0;
    connect();
  }

  /** A state under one second is not shown, so that a short break does not flicker; "live" is shown at once. */
  function setStatus(state) {
    clearTimeout(statusTimer);
    const show = () => {
      for (const element of document.querySelectorAll("[data-live-status]")) {
        if (element.dataset.state === state) continue;
        element.dataset.state = state;
        const label = element.querySelector("[data-live-word]");
        if (label) label.textContent = document.getElementById("words")?.dataset[state] || state;
        const use = element.querySelector("use");
        const icon = state === "live" ? "point-filled" : "wifi-off";
        use?.setAttribute("href", `${use.getAttribute("href").split("#")[0]}#${icon}`);
      }
    };
    if (state === "live") show();
    else statusTimer = setTimeout(show, 1000);
  }

  function heartbeat() {
    if (!document.hidden) send({ type: "presence", active: Date.now() - usedAt < ACTIVE_FOR });
  }

  /** Silence means a dead line: frames come every 25 s. Timers stop in sleep, so this also notices waking up. */
  function watch(limit) {
    if (socket && Date.now() - heardAt > limit) reconnectNow();
    else if (!socket && limit === SUSPECT) reconnectNow();
  }

  function start() {
    const at = Number.parseInt(meta("live-position"), 10);
    position = Number.isNaN(at) ? null : at;
    if (!wantedTopics().size) return;
    connect();
    setInterval(() => watch(SILENCE), 5000);
    setInterval(heartbeat, HEARTBEAT);
    window.addEventListener("online", reconnectNow);
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) return send({ type: "presence", active: false });
      watch(SUSPECT);
      heartbeat();
    });
    window.addEventListener("pagehide", () => { leaving = true; socket?.close(); });
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) { leaving = false; reconnectNow(); }
    });
    for (const name of ["pointerdown", "keydown", "scroll"]) {
      document.addEventListener(name, () => { usedAt = Date.now(); }, { passive: true, capture: true });
    }
    document.addEventListener("htmx:beforeSend", (event) => begun.set(event.detail.xhr, position));
    document.addEventListener("htmx:afterSettle", (event) => catchUp(event.target, begun.get(event.detail.xhr)));
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
