// What readers do with a report: open it without a network, read it aloud, on a phone, on paper, and check its numbers.

import assert from "node:assert/strict";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { canBeHeard, launch, listen, rounds, sheets } from "./browser.mjs";
import { exists, file, folder, make, numbers, studies } from "./studies.mjs";


let browser;

before(async () => {
    await make(writeFileSync);
    browser = await launch();
});
after(async () => browser?.close());

/** Opens a report as a reader does; `seen` is everything it asked for or complained of. */
async function open(name, width = 1000) {
    const page = await browser.newPage();
    const seen = listen(page, () => false);
    await page.setViewport({ width, height: 900 });
    await page.setOfflineMode(true);
    const url = pathToFileURL(file(name, "report.html")).href;
    await page.goto(url, { waitUntil: "load" });
    return { page, seen: seen.filter((asked) => asked !== url) };
}

for (const name of Object.keys(studies)) {
    test(`the report of ${name} opens with no network and no script, and asks for nothing`, async () => {
        const { page, seen } = await open(name);
        assert.deepEqual(seen, []);
        assert.equal(await page.$("script, iframe, object, link, img"), null);
        const handlers = await page.$$eval("*", (all) => all.filter((it) => [...it.attributes].some((a) => a.name.startsWith("on"))).length);
        assert.equal(handlers, 0);
        await page.screenshot({ path: file(name, "screen.png"), clip: { x: 0, y: 0, width: 1000, height: 2000 } });
        await page.close();
    });

    test(`the report of ${name} can be read aloud, on a wide screen and on a phone`, async () => {
        for (const width of [1000, 360]) {
            const { page } = await open(name, width);
            const [wide, room] = await page.evaluate(() => [document.scrollingElement.scrollWidth, innerWidth]);
            assert.ok(wide <= room, `the page is ${wide} points wide where there are ${room}`);
            // What is heard differs with the width only by the style, which all pages share.
            if (width < 1000 && name !== "run") {
                await page.close();
                continue;
            }
            await canBeHeard(page, `at ${width} points`);
            await page.close();
        }
    });

    test(`every number on the page of ${name} stands in its csv files, and is shown rounded`, async () => {
        const { page } = await open(name);
        const shown = await page.$$eval("data", (all) => all.map((it) => [it.value, it.textContent]));
        const known = numbers(name);
        assert.ok(shown.length > 3, `only ${shown.length} numbers`);
        for (const [value, text] of shown) {
            assert.ok(known.has(value), `${text} (${value}) stands in no csv file`);
            assert.ok(rounds(Number(value), text), `${value} is shown as ${text}`);
        }
        // A figure that is not marked as one could not be checked: only what others published stands in words.
        const cells = await page.$$eval("main > section:not(.record):not(.limits) tbody td", (all) =>
            all
                .filter((cell) => !cell.querySelector("data") && /\d/.test(cell.textContent))
                .map((cell) => {
                    const heads = cell.closest("table").querySelectorAll("thead th, thead td");
                    return [heads[[...cell.parentNode.children].indexOf(cell)]?.textContent ?? "", cell.textContent];
                }),
        );
        const loose = cells.filter(([head]) => !/GPAD18|May be best|What it is|Unit|Low, best, high/.test(head));
        assert.deepEqual(loose, []);
        await page.close();
    });

    test(`"no clear difference" stands on the page of ${name} exactly where the interval spans 0`, async () => {
        const { page } = await open(name);
        const said = await page.$$eval("td, li", (all) =>
            all.map((it) => {
                // A verdict in words has its interval beside it.
                const beside = it.closest("tr")?.querySelectorAll("td") ?? [];
                const has = [it, ...[...beside].reverse()].find((cell) => cell.querySelectorAll("data").length > 1) ?? it;
                return [it.textContent, [...has.querySelectorAll("data")].slice(-3).map((data) => [Number(data.value), data.textContent])];
            }),
        );
        for (const [text, data] of said) {
            if (text.startsWith("no clear difference")) {
                const [[low], [high]] = data.slice(-2);
                assert.ok(low <= 0 && high >= 0, text);
            } else if (/^[+-][^ ]+( points)? \(/.test(text) && data.length === 3 && isSigned(data)) {
                const [, [low], [high]] = data;
                // Differences of the other kinds are answers by themselves, and are given whatever their interval.
                const isAnswer = text.includes("to now") || name === "sensitivity";
                assert.ok(isAnswer || low > 0 || high < 0, text);
            }
        }
        await page.close();
    });

    test(`the first part of ${name} prints on one or two sheets of A4, and all of it prints`, async () => {
        const { page } = await open(name);
        const whole = await page.pdf({ path: file(name, "whole.pdf"), preferCSSPageSize: true });
        assert.ok(sheets(whole) >= 1);
        await page.addStyleTag({ content: ".more, .record { display: none }" });
        const first = sheets(await page.pdf({ preferCSSPageSize: true }));
        assert.ok(first <= 2, `${first} sheets`);
        await page.close();
    });

    test(`every picture of ${name} is a file of its own with a title and a description`, async () => {
        const { page } = await open(name);
        const drawn = await page.$$eval("figure svg", (all) => all.map((svg) => svg.getAttribute("aria-labelledby").split("-title")[0]));
        const files = exists(file(name, "plots")) ? readdirSync(file(name, "plots")) : [];
        assert.deepEqual(drawn.map((id) => `${id}.svg`).sort(), files.sort());
        for (const svg of files) {
            const text = readFileSync(file(name, "plots", svg), "utf8");
            assert.match(text, /<title id="[^"]+">[^<]+<\/title>\s*<desc id="[^"]+">[^<]+<\/desc>/);
        }
        await page.close();
    });
}

test("bars of an interaction add up to their total", async () => {
    const { page } = await open("combine");
    const rows = await page.$$eval("section.part", (parts) => {
        const part = parts.find((part) => part.querySelector("h3").textContent === "The best set of each size");
        return [...part.querySelectorAll("tbody tr")].map((row) => {
            const data = [...row.querySelectorAll("data")].map((it) => Number(it.value));
            // Where there is no clear difference only the ends of the interval are shown: their middle is the estimate.
            const value = data.length === 2 ? (data[0] + data[1]) / 2 : data[0];
            return [row.querySelector("th").textContent, value];
        });
    });
    let checked = 0;
    rows.forEach(([name, total], at) => {
        const parts = [];
        for (let next = at + 1; rows[next]?.[0].startsWith(" "); next += 1) parts.push(rows[next][1]);
        if (!name.startsWith(" ") && parts.length > 0) {
            checked += 1;
            const sum = parts.reduce((sum, part) => sum + part, 0);
            assert.ok(Math.abs(sum - total) < 1e-9 * Math.max(1, Math.abs(total)), `${name}: ${sum} is not ${total}`);
        }
    });
    assert.equal(checked, 2);
});

test("a practice called like a page is shown by its name and runs nothing", async () => {
    const { page, seen } = await open("nasty");
    assert.deepEqual(seen, []);
    assert.match(await page.$eval("h1", (it) => it.textContent), /<script>alert\(1\)<\/script>.*"it's" & Größe 数/);
    await page.close();
});

/** Differences carry a sign, levels only where they lie below 0. */
function isSigned(data) {
    return data.every(([value, text]) => value <= 0 || text.startsWith("+"));
}
