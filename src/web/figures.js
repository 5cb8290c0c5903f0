"use strict";
/* How figures are said: the same words and digits as in every report. An estimate is { estimate, low, high }, and
   `skewed` where its interval is likely too narrow. */

const at = (id) => document.getElementById(id);

/** `12,345.6`; what is rounded to nothing has no sign. */
function grouped(value, decimals) {
    const [whole, part] = Math.abs(value).toFixed(decimals).split(".");
    const text = whole.replace(/\B(?=(\d{3})+$)/g, ",") + (part ? `.${part}` : "");
    return value < 0 && /[1-9]/.test(text) ? `-${text}` : text;
}

/** No more digits than half an interval bears, and never more than three decimals. */
function digits(value, half) {
    if (!Number.isFinite(value)) return "–";
    let places = Number.isInteger(value) ? 0 : 2;
    if (Number.isFinite(half) && half > 1e-9 * Math.abs(value)) {
        const place = Math.floor(Math.log10(half));
        places = (half / 10 ** place < 3.55 ? 1 : 0) - place;
    }
    return grouped(value, Math.min(Math.max(places, 0), 3));
}

/** A figure as a `data` element that holds all of its digits; `kind` is "plain", "share" or "points". */
function figure(value, half, kind, signed) {
    const times = kind === "plain" ? 1 : 100;
    const number = digits(times * value, times * half);
    const sign = signed && value > 0 && /[1-9]/.test(number) ? "+" : "";
    const data = document.createElement("data");
    data.value = String(value);
    data.textContent = sign + number + { plain: "", share: "%", points: " points" }[kind];
    return data;
}

/** Puts words and elements into an element, in place of what is there. */
function put(into, ...pieces) {
    into.replaceChildren(...pieces.filter((piece) => piece !== null && piece !== ""));
    return into;
}

/** A new element with what is in it. */
function make(name, className, ...pieces) {
    const element = document.createElement(name);
    if (className) element.className = className;
    return put(element, ...pieces);
}

const half = (it) => (it.high - it.low) / 2;
const hasInterval = (it) => Number.isFinite(it.low) && Number.isFinite(it.high);
/** Nothing is clear where the interval spans 0. */
const spans0 = (it) => !hasInterval(it) || (it.low <= 0 && it.high >= 0);
const ofDifference = (kind) => (kind === "share" ? "points" : kind);

/** `(42.9% to 43.3%)`. */
function interval(it, kind, signed) {
    // What is the same in every run has none.
    if (!hasInterval(it) || half(it) <= 1e-9 * Math.abs(it.estimate)) return null;
    const [low, high] = [it.low, it.high].map((end) => figure(end, half(it), kind, signed));
    return make("span", "interval", "(", low, " to ", high, ")", it.skewed ? "*" : "");
}

/** `43.1% (42.9% to 43.3%)`. */
function level(it, kind) {
    if (!it) return make("span", "", "–");
    return make("span", "", figure(it.estimate, half(it), kind, false), " ", interval(it, kind, false));
}

/** `+1.2 points (+0.9 points to +1.5 points)`, or that there is no clear difference. */
function difference(it, kind) {
    if (!it) return make("span", "", "–");
    const of = ofDifference(kind);
    if (!hasInterval(it)) return make("span", "", figure(it.estimate, NaN, of, true), ", from one replication");
    const said = spans0(it) ? "no clear difference" : figure(it.estimate, half(it), of, true);
    return make("span", "", said, " ", interval(it, of, true));
}

/** "better", "worse" or "": by the figure's own direction, where the difference is clear. */
function verdict(it, better) {
    if (!it || spans0(it) || better === "neither") return "";
    return it.estimate > 0 === (better === "higher") ? "better" : "worse";
}

/** Rows of a table: each figure as it is, with the changes, and what that differs. */
function besides(body, figures) {
    body.replaceChildren(
        ...figures.map(({ name, label, kind, better, above, before, after, difference: apart }) => {
            const head = make("th", "", label);
            head.scope = "row";
            const judged = verdict(apart, better);
            const cell = make("td", `figure ${judged}`, difference(apart, kind), judged ? ` ${judged}` : "");
            const row = make("tr", above ? "above" : "", head, make("td", "figure", level(before, kind)), make("td", "figure", level(after, kind)), cell);
            row.dataset.figure = name;
            return row;
        }),
    );
}

/**
 * Draws a figure on a line of its own: where it is now, what was guessed, and what came out with its interval.
 * `marks` are { at, low, high, look: "now" | "guess" | "result", says }; the words under it are the table's.
 */
function drawLine(into, from, to, marks, say) {
    // No wider, so that its words can be read from the back of a room.
    const width = 420;
    const x = (value) => 20 + ((width - 40) * (Math.min(Math.max(value, from), to) - from)) / (to - from || 1);
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const draw = (name, of, text) => {
        const element = document.createElementNS("http://www.w3.org/2000/svg", name);
        Object.entries(of).forEach(([key, value]) => element.setAttribute(key, value));
        if (text) element.textContent = text;
        svg.append(element);
    };
    svg.setAttribute("viewBox", `0 0 ${width} 130`);
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", marks.map((mark) => `${mark.says} ${say(mark.at)}`).join("; "));
    draw("line", { x1: 20, x2: width - 20, y1: 46, y2: 46, stroke: "#4c6272", "stroke-width": 2 });
    for (const end of [from, to]) {
        draw("text", { x: x(end), y: 124, "text-anchor": end === from ? "start" : "end", "font-size": 30, fill: "#4c6272" }, say(end));
    }
    for (const { at, low, high, look, says } of marks) {
        const middle = x(at);
        const anchor = middle < 90 ? "start" : middle > width - 90 ? "end" : "middle";
        const text = { x: Math.min(Math.max(middle, 20), width - 20), "text-anchor": anchor, "font-size": 30, "font-weight": "bold" };
        if (look === "now") {
            draw("line", { x1: middle, x2: middle, y1: 30, y2: 62, stroke: "#212b32", "stroke-width": 3 });
            draw("text", { ...text, y: 124, "font-weight": "normal", fill: "#212b32" }, says);
        } else if (look === "guess") {
            draw("path", { d: `M${middle} 34l12 12-12 12-12-12z`, fill: "#fff", stroke: "#801650", "stroke-width": 3 });
            draw("text", { ...text, y: 92, fill: "#801650" }, says);
        } else {
            if (Number.isFinite(low)) draw("rect", { x: x(low), width: Math.max(x(high) - x(low), 2), y: 38, height: 16, fill: "#12436d", opacity: 0.35 });
            draw("circle", { cx: middle, cy: 46, r: 9, fill: "#12436d" });
            draw("text", { ...text, y: 22, fill: "#12436d" }, says);
        }
    }
    put(into, svg);
}
