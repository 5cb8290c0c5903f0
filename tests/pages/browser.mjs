// A real browser, and what every page has to bear in it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const require = createRequire(path.join(process.env.BROWSER_PARTS, "index.js"));
const puppeteer = require("puppeteer-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

export const launch = () => puppeteer.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });

/** Everything that a page complains of, and asks for beyond what `isOurs` allows, as it happens. */
export function listen(page, isOurs) {
    const seen = [];
    page.on("console", (message) => seen.push(`console: ${message.text()}`));
    page.on("pageerror", (error) => seen.push(`error: ${error}`));
    page.on("request", (request) => isOurs(request.url()) || seen.push(request.url()));
    return seen;
}

/** Can it be heard as well as seen? */
export async function canBeHeard(page, where) {
    // The policy that lets no foreign script in would keep the listener out too.
    const cdp = await page.createCDPSession();
    await cdp.send("Page.setBypassCSP", { enabled: true });
    await page.evaluate(axe);
    const { violations } = await page.evaluate("axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })");
    assert.deepEqual(violations.map((it) => `${it.id}: ${it.help}: ${it.nodes.slice(0, 3).map((node) => node.html).join(" ")}`), [], where);
}

/** Is it no wider than the screen, and everything to press at least 24 points wide and high? */
export async function fits(page, where) {
    const [wide, room] = await page.evaluate(() => [document.scrollingElement.scrollWidth, innerWidth]);
    assert.ok(wide <= room, `${where} is ${wide} points wide where there are ${room}`);
    const small = await page.$$eval("button, input:not([type=hidden]), select, summary", (all) =>
        all.filter((it) => it.getClientRects().length && (it.offsetWidth < 24 || it.offsetHeight < 24)).map((it) => it.outerHTML),
    );
    assert.deepEqual(small, [], `${where}: targets of less than 24 by 24 points`);
}

/** How many sheets a PDF has. */
export const sheets = (pdf) => Buffer.from(pdf).toString("latin1").match(/\/Type\s*\/Page\b/g).length;

/** Is `text` a rounding of `value`? */
export function rounds(value, text) {
    const inMany = text.match(/^1 in ([\d,]+)$/);
    if (inMany) return Math.round(1 / value) === Number(inMany[1].replaceAll(",", ""));
    const number = text.match(/^[+-]?[\d,]+(\.\d+)?/)?.[0];
    if (number === undefined) return false;
    const times = /%|points$/.test(text) ? 100 : 1;
    const decimals = number.split(".")[1]?.length ?? 0;
    const off = Math.abs(value * times - Number(number.replaceAll(",", "")));
    return off <= 0.5 * 10 ** -decimals * (1 + 1e-9) + 1e-12 * Math.abs(value * times);
}
