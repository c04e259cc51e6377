"use strict";
(() => {
  const main = document.querySelector("main"), panel = document.getElementById("panel"), start = Number(main.dataset.start), length = Number(main.dataset.length);
  let objects = {}, shown = null, opener = null;

  const unpack = async text => {
    const bytes = Uint8Array.from(atob(text), c => c.charCodeAt(0));
    return JSON.parse(await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text());
  };

  // A JSON merge patch (RFC 7386).
  const merge = (value, delta) => {
    if (delta === null || typeof delta !== "object" || Array.isArray(delta)) return delta;
    const merged = value !== null && typeof value === "object" && !Array.isArray(value) ? { ...value } : {};
    for (const [name, part] of Object.entries(delta)) {
      if (part === null) delete merged[name];
      else Object.defineProperty(merged, name, { value: merge(Object.hasOwn(merged, name) ? merged[name] : undefined, part), enumerable: true, configurable: true, writable: true });
    }
    return merged;
  };

  const scalar = value => typeof value !== "string" ? JSON.stringify(value) : /^[A-Za-z0-9/_.](?:[A-Za-z0-9/_.@+=:-]*[A-Za-z0-9/_.@+=-])?$/.test(value) && !/^(true|false|null|yes|no|on|off|~|[0-9.+-].*)$/i.test(value) ? value : JSON.stringify(value);
  const yaml = (value, indent, lines, first) => {
    if (Array.isArray(value) && value.length) value.forEach((item, i) => { yaml(item, indent + "  ", lines, (i ? indent : first) + "- "); });
    else if (value !== null && typeof value === "object" && Object.keys(value).length) Object.entries(value).forEach(([name, part], i) => {
      const head = (i ? indent : first) + scalar(name) + ":", isWhole = part !== null && typeof part === "object" && Object.keys(part).length;
      if (!isWhole) lines.push(head + " " + (part !== null && typeof part === "object" ? (Array.isArray(part) ? "[]" : "{}") : scalar(part)));
      else { lines.push(head); yaml(part, indent + (Array.isArray(part) ? "" : "  "), lines, indent + (Array.isArray(part) ? "" : "  ")); }
    });
    else lines.push(first + scalar(value));
    return lines;
  };

  const element = (name, text, attributes) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
    return made;
  };
  const clock = ms => new Date(start + ms).toISOString().slice(11, 23);

  const objectAt = (object, index) => {
    let value;
    for (let i = 0; i <= index; i++) value = object.versions[i].object !== undefined ? object.versions[i].object : merge(value, object.versions[i].delta);
    return value;
  };

  const step = (text, label, index, isPossible) => {
    const button = element("button", text, { type: "button", "aria-label": label });
    button.disabled = !isPossible;
    button.addEventListener("click", () => { show(shown.uid, index); panel.querySelector(".steps button:not(:disabled)").focus(); });
    return button;
  };

  const show = (uid, index) => {
    const object = Object.hasOwn(objects, uid) ? objects[uid] : null;
    if (!object) return;
    shown = { uid, index };
    const version = object.versions[index], steps = element("div", undefined, { class: "steps" }), close = element("button", "Close", { class: "close", type: "button" });
    close.addEventListener("click", hide);
    steps.append(step("Before", "Version before", index - 1, index > 0), element("span", `version ${index + 1} of ${object.versions.length}`), step("After", "Version after", index + 1, index + 1 < object.versions.length));
    panel.replaceChildren(element("h2", `${object.kind} ${object.name}`, { id: "panel-title" }), element("p", `${version.type} at ${clock(version.at)} UTC${version.by ? ", by " + version.by : ""}`, { class: "meta" }), steps, close);
    panel.append(element("h3", "What had changed"));
    if (version.changes.length) {
      const pre = element("pre");
      version.changes.forEach(line => pre.append(element("span", line + "\n", { class: line.startsWith("+") ? "add" : line.startsWith("-") ? "del" : "mod" })));
      panel.append(pre);
    } else panel.append(element("p", version.type === "changed" ? "Nothing but bookkeeping." : version.type === "deleted" ? "It was gone." : "It is the first version that was seen.", { class: "note" }));
    const events = object.events.filter(e => e.at <= version.at + 1000);
    if (events.length) {
      const list = element("ul");
      events.slice(-8).forEach(e => list.append(element("li", `${clock(e.at).slice(0, 8)} ${e.type === "Warning" ? "Warning " : ""}${e.reason}: ${e.message}`)));
      panel.append(element("h3", "Events about it, up to then"), list);
    }
    panel.append(element("h3", "The object then"), element("pre", yaml(objectAt(object, index), "", [], "").join("\n"), { tabindex: "0" }));
    panel.hidden = false;
    document.body.classList.add("open");
    panel.scrollTop = 0;
  };

  const hide = () => { panel.hidden = true; document.body.classList.remove("open"); if (opener) opener.focus(); };

  // The version that stood at that moment: the last that had come.
  const versionAt = (uid, ms) => Object.hasOwn(objects, uid) ? Math.max(0, objects[uid].versions.findLastIndex(v => v.at <= ms)) : 0;

  main.addEventListener("click", event => {
    const mark = event.target.closest("[data-at]"), lane = event.target.closest("svg.track[data-uid]"), name = event.target.closest("button[data-uid]"), from = mark && mark.dataset.uid ? mark : name || lane;
    if (!from) return;
    const box = lane && lane.getBoundingClientRect(), uid = from.dataset.uid;
    const at = from === mark ? Number(mark.dataset.at) : name ? length : (event.clientX - box.left) / box.width * length;
    opener = name || (lane && lane.parentElement.querySelector("button")) || null;
    show(uid, versionAt(uid, at));
    if (name && !panel.hidden) panel.querySelector(".close").focus();
  });
  // A lane says in words what it shows; who points at it reads them.
  main.addEventListener("pointerover", event => {
    const lane = event.target.closest("svg.track[aria-label]");
    if (lane && !lane.querySelector(":scope > title")) {
      const title = document.createElementNS(lane.namespaceURI, "title");
      title.textContent = lane.getAttribute("aria-label");
      lane.prepend(title);
    }
  });
  document.addEventListener("keydown", event => { if (event.key === "Escape" && !panel.hidden) hide(); });
  addEventListener("beforeprint", () => document.querySelectorAll("details:not(.table)").forEach(d => { d.open = true; }));

  const archive = document.getElementById("archive").textContent;
  if (archive) unpack(archive).then(read => { objects = read; document.body.classList.add("ready"); });
})();
