// Zoom and values under the pointer. Without this the charts stand as they are.
// Data are read from the paths that are drawn: one place, one truth.

tips();
const charts = [...document.querySelectorAll(".over-time")].map(chartOf);
if (charts.length > 0) begin();

function chartOf(figure) {
  const svg = figure.querySelector(".around");
  const plots = [...svg.querySelectorAll(".plot")];
  const outputs = [...figure.querySelectorAll(".legend output")];
  const names = [...svg.querySelectorAll(".name")];
  const times = svg.querySelector(".times");
  const tick = times.querySelector("line");
  return {
    figure, svg, plots, times,
    frame: figure.querySelector(".frame"),
    boxes: plots.map((plot) => plot.getAttribute("viewBox").split(" ").map(Number)),
    series: [...svg.querySelectorAll(".data")].map((path, number) => ({ ...stepsOf(path, "decades" in figure.dataset), output: outputs[number] })),
    lanes: plots.filter((plot) => plot.classList.contains("lane")).map((plot, number) => ({
      text: names[number], name: plot.dataset.name,
      states: [...plot.querySelectorAll(".state")].map((path) => [path.dataset.name, barsOf(path)]),
    })),
    placed: [...svg.querySelectorAll("[data-at]")].map((node) => [Number(node.dataset.at), node]),
    ends: tick ? ["y1", "y2"].map((end) => Number(tick.getAttribute(end))) : [0, 4],
    cursor: svg.querySelector(".cursor"),
    chosen: svg.querySelector(".chosen"),
  };
}

// The steps of a path: instants, and the value from each on; NaN is a gap. L draws the sides of an area: the first after M
// begins it, any other ends it.
function stepsOf(path, decades) {
  const at = [], value = [];
  const push = (x, y) => { if (at.at(-1) === x) value[value.length - 1] = y; else { at.push(x); value.push(y); } };
  const area = path.classList.contains("area");
  let x = 0, begins = false;
  for (const [, command, numbers] of path.getAttribute("d").matchAll(/([MLHV])([^MLHV]*)/g)) {
    const [a, b] = numbers.split(" ").map(Number);
    if (command === "M") { x = a; begins = true; if (!area) push(x, -b); }
    else if (command === "L") { if (begins) push(x, -b); begins = false; }
    else if (command === "H") { x = a; push(x, NaN); }
    else push(x, -a);
  }
  return { at, value: decades ? value.map((log) => 10 ** log) : value };
}

function barsOf(path) {
  return [...path.getAttribute("d").matchAll(/M([^ ]+) [^H]+H([^V]+)V/g)].map((match) => [Number(match[1]), Number(match[2])]);
}

function begin() {
  const whole = [Math.min(...charts.map((chart) => Number(chart.figure.dataset.from))), Math.max(...charts.map((chart) => Number(chart.figure.dataset.to)))];
  const start = charts.map((chart) => chart.figure.dataset.start).find((ms) => ms !== undefined);
  let [from, to] = whole, cursor = null;
  const least = Math.min(1, whole[1] - whole[0]);
  const lens = toolbar();

  function see(low, high) {
    const length = Math.min(Math.max(high - low, least), whole[1] - whole[0]);
    from = Math.min(Math.max(low, whole[0]), whole[1] - length);
    to = from + length;
    for (const chart of charts) {
      chart.plots.forEach((plot, number) => {
        const box = chart.boxes[number];
        plot.setAttribute("viewBox", `${from} ${box[1]} ${length} ${box[3]}`);
      });
      for (const [at, node] of chart.placed) {
        node.setAttribute("x", `${share(at) * 100}%`);
        node.setAttribute("visibility", at < from || to < at ? "hidden" : "visible");
      }
      label(chart);
    }
    lens.seen(from, to, from > whole[0] || to < whole[1]);
    point(cursor);
  }

  const share = (at) => (at - from) / (to - from);
  const zoom = (factor, around = cursor ?? (from + to) / 2) => {
    const length = (to - from) * factor;
    const low = around - share(around) * length;
    see(low, low + length);
  };
  const pan = (part) => see(from + (to - from) * part, to + (to - from) * part);
  const reset = () => see(...whole);

  // The line at an instant, and what everything is there.
  function point(at) {
    cursor = at === null ? null : Math.min(Math.max(at, from), to);
    // The end of all is the end of the last value too.
    const inside = cursor === null ? null : Math.min(cursor, whole[1] - 1e-6);
    for (const chart of charts) {
      chart.cursor.setAttribute("visibility", cursor === null ? "hidden" : "visible");
      if (cursor !== null) for (const end of ["x1", "x2"]) chart.cursor.setAttribute(end, `${share(cursor) * 100}%`);
      for (const { at: instants, value, output } of chart.series) if (output) output.value = inside === null ? "" : number(held(instants, value, inside));
      for (const { text, name, states } of chart.lanes) {
        const state = inside === null ? undefined : states.find(([, bars]) => bars.some(([low, high]) => low <= inside && inside < high));
        text.textContent = state ? `${name}: ${state[0]}` : name;
      }
    }
    lens.told(cursor === null ? "" : [clock(cursor, 1), ...instant(cursor), ...happened(cursor)].join(" · "));
  }

  function instant(at) {
    return start === undefined ? [] : [`${new Date(Number(start) + at * 1000).toISOString().slice(0, 19).replace("T", " ")} UTC`];
  }

  // The mark that is closest, if it is close.
  function happened(at) {
    const marks = charts.flatMap((chart) => chart.placed).filter(([, node]) => node.dataset.tip);
    const [closest] = marks.sort(([a], [b]) => Math.abs(a - at) - Math.abs(b - at));
    return closest && Math.abs(closest[0] - at) <= (to - from) / 200 ? [closest[1].dataset.tip.split("\n")[0]] : [];
  }

  function label(chart) {
    const [step, labels] = instants(from, to, Math.max(2, Math.min(10, Math.floor((chart.svg.clientWidth || 800) / 105))));
    chart.times.replaceChildren(...labels.map((at) => {
      const x = `${share(at) * 100}%`;
      const group = svg("g");
      group.append(svg("line", { x1: x, x2: x, y1: chart.ends[0], y2: chart.ends[1] }), svg("text", { x, y: chart.ends[1] + 12 }, clock(at, step)));
      return group;
    }));
  }

  function toolbar() {
    let bar = document.querySelector("[data-lens]");
    if (!bar) charts[0].figure.before((bar = document.createElement("div")));
    bar.className = "lens";
    bar.hidden = false;
    bar.setAttribute("role", "toolbar");
    bar.setAttribute("aria-label", "Time that is shown");
    const button = (text, name, act) => {
      const made = Object.assign(document.createElement("button"), { type: "button", textContent: text, title: name, onclick: act });
      made.setAttribute("aria-label", name);
      bar.append(made);
      return made;
    };
    const back = button("‹", "Earlier", () => pan(-0.5)), on = button("›", "Later", () => pan(0.5));
    button("+", "Zoom in", () => zoom(0.5));
    const out = button("−", "Zoom out", () => zoom(2)), all = button("Show all", "Show all", () => reset());
    const span = document.createElement("output"), told = document.createElement("output"), help = document.createElement("span");
    told.className = "told";
    told.setAttribute("aria-live", "polite");
    help.className = "help";
    help.textContent = "Drag to zoom, double click for all; keys: ← → + − 0";
    bar.append(span, told, help);
    return {
      seen: (low, high, part) => {
        span.value = `${clock(low, 1)} to ${clock(high, 1)}`;
        for (const one of [back, on, out, all]) one.disabled = !part;
      },
      told: (text) => { told.value = text; help.hidden = text !== ""; },
    };
  }

  for (const chart of charts) {
    chart.figure.classList.add("live");
    const { frame, svg: around } = chart;
    frame.tabIndex = 0;
    frame.setAttribute("role", "group");
    frame.setAttribute("aria-label", `${around.getAttribute("aria-label")}. Arrow keys tell values, plus and minus zoom, 0 shows all.`);
    const at = (event) => {
      const box = around.getBoundingClientRect();
      return from + Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1) * (to - from);
    };
    let pressed = null;
    const choose = (low, high) => {
      for (const other of charts) {
        other.chosen.setAttribute("visibility", low === high ? "hidden" : "visible");
        other.chosen.setAttribute("x", `${share(Math.min(low, high)) * 100}%`);
        other.chosen.setAttribute("width", `${Math.abs(share(high) - share(low)) * 100}%`);
      }
    };
    frame.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      pressed = { at: at(event), x: event.clientX };
      frame.setPointerCapture(event.pointerId);
    });
    frame.addEventListener("pointermove", (event) => {
      point(at(event));
      if (pressed) choose(pressed.at, at(event));
    });
    frame.addEventListener("pointerup", (event) => {
      if (!pressed) return;
      const [low, high] = [pressed.at, at(event)].sort((a, b) => a - b);
      const far = Math.abs(event.clientX - pressed.x) > 6;
      pressed = null;
      choose(0, 0);
      if (far) see(low, high);
    });
    frame.addEventListener("pointercancel", () => { pressed = null; choose(0, 0); });
    frame.addEventListener("pointerleave", () => { if (!pressed && document.activeElement !== frame) point(null); });
    frame.addEventListener("blur", () => point(null));
    frame.addEventListener("dblclick", reset);
    frame.addEventListener("keydown", (event) => {
      const step = (to - from) / 100;
      const now = cursor ?? (from + to) / 2;
      const act = {
        ArrowLeft: () => (event.shiftKey ? pan(-0.25) : point(now - step)),
        ArrowRight: () => (event.shiftKey ? pan(0.25) : point(now + step)),
        Home: () => point(from), End: () => point(to),
        "+": () => zoom(0.5), "=": () => zoom(0.5), "-": () => zoom(2), 0: reset, Escape: reset,
      }[event.key];
      if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      act();
    });
  }
  const watch = new ResizeObserver(() => charts.forEach(label));
  watch.observe(charts[0].svg);
  see(...whole);
}

// The value that holds at an instant.
function held(instants, value, at) {
  let low = 0, high = instants.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (instants[middle] <= at) low = middle + 1; else high = middle;
  }
  return low > 0 ? value[low - 1] : NaN;
}

// What is told of a mark, at once and over everything.
function tips() {
  const box = Object.assign(document.createElement("div"), { className: "tip", hidden: true });
  box.setAttribute("role", "tooltip");
  document.body.append(box);
  let lit = null;
  const hide = () => { box.hidden = true; lit?.classList.remove("lit"); lit = null; };
  for (const mark of document.querySelectorAll(".mark")) {
    const title = mark.querySelector("title");
    if (!title || title.textContent === "") continue;
    const text = title.textContent;
    title.remove();
    mark.dataset.tip = text;
    mark.setAttribute("aria-label", text);
    const show = () => {
      hide();
      lit = mark;
      mark.classList.add("lit");
      box.textContent = text;
      box.hidden = false;
      const place = mark.querySelector("path").getBoundingClientRect();
      const left = Math.min(Math.max(place.left + place.width / 2 - box.offsetWidth / 2, 8), document.documentElement.clientWidth - box.offsetWidth - 8);
      const above = place.top - box.offsetHeight - 8;
      box.style.left = `${left + scrollX}px`;
      box.style.top = `${(above < 8 ? place.bottom + 8 : above) + scrollY}px`;
    };
    mark.addEventListener("pointerenter", show);
    mark.addEventListener("pointerleave", hide);
    mark.addEventListener("focus", show);
    mark.addEventListener("blur", hide);
  }
  addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
}

function svg(name, attributes = {}, text = "") {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
}

// As the page itself labels times.
function instants(from, to, most) {
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800, 1209600, 2419200];
  const rough = (to - from) / most;
  const step = steps.find((one) => rough <= one) ?? Math.ceil(rough / steps.at(-1)) * steps.at(-1);
  const labels = [];
  for (let at = Math.ceil(from / step - 1e-9) * step; at <= to + step * 1e-9; at += step) labels.push(at);
  return [step, labels];
}

function clock(secs, step) {
  const whole = Math.max(0, Math.round(secs)), two = (number) => String(Math.floor(number)).padStart(2, "0");
  const days = Math.floor(whole / 86400), clock = whole % 86400;
  if (step >= 86400) return `${days} d`;
  return `${days > 0 ? `${days} d ` : ""}${two(clock / 3600)}:${two((clock / 60) % 60)}${step < 60 ? `:${two(clock % 60)}` : ""}`;
}

function number(value) {
  if (Number.isNaN(value)) return "–";
  const size = Math.abs(value);
  if (size >= 1e6) return `${Number((value / 1e6).toPrecision(3))}M`;
  if (size >= 1e4) return `${Number((value / 1e3).toPrecision(3))}k`;
  return String(size >= 1e3 ? Math.round(value) : Number(value.toPrecision(3)));
}
