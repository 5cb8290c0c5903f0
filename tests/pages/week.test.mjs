// What a room does with a week that it watches: play it, stop it, look for an event, and follow one patient.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { canBeHeard, launch, listen } from "./browser.mjs";
import { program } from "./studies.mjs";

// Beside the studies' own folder, which is emptied when they are made.
const folder = path.resolve(import.meta.dirname, "../../target/pages-week");
const asked = ["watch", "average-2018", "--set", "phone.handlers+=1", "--week", "5"];
const short = ["--both", "run.warm_up=days", "--both", "run.warm_up_days=28"];

let browser;
let data;

before(async () => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    execFileSync(program, [...asked, ...short, "--quiet", "--out", "week.html"], { cwd: folder });
    execFileSync(program, ["watch", "average-2018", ...short, "--week", "5", "--quiet", "--out", "alone.html"], { cwd: folder });
    const html = readFileSync(path.join(folder, "week.html"), "utf8");
    data = JSON.parse(html.match(/<script class="week-data"[^>]*>(.*?)<\/script>/s)[1]);
    browser = await launch();
});
after(async () => browser?.close());

/** Opens a page with the network cut; `seen` is everything it asked for or complained of. */
async function open({ name = "week.html", width = 1024, reduced = false } = {}) {
    const page = await browser.newPage();
    const url = pathToFileURL(path.join(folder, name)).href;
    const seen = listen(page, (asked) => asked === url);
    await page.setViewport({ width, height: 768 });
    await page.emulateMediaFeatures([{ name: "prefers-reduced-motion", value: reduced ? "reduce" : "no-preference" }]);
    await page.setOfflineMode(true);
    await page.goto(url, { waitUntil: "load" });
    return { page, seen };
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const words = (page, where) => page.$eval(where, (it) => it.textContent);
const clocks = (page) => page.$$eval(".week-clock", (all) => all.map((it) => it.textContent));
/** Minutes since Monday's midnight on the first side's clock. */
async function minutes(page) {
    const [day, time] = (await words(page, ".week-clock")).split(" ");
    const [hour, minute] = time.split(":").map(Number);
    return data.days.findIndex((it) => it.name === day) * 1440 + hour * 60 + minute;
}
/** Everything that is drawn of the sides. */
const drawn = (page) => page.$$eval(".week-side", (sides) => sides.map((side) => side.innerText));
async function jump(page, time) {
    const [hour, minute] = time.split(":").map(Number);
    await page.$eval(".week-time", (it, at) => {
        it.value = String(at);
        it.dispatchEvent(new Event("input"));
        it.dispatchEvent(new Event("change"));
    }, hour * 3600 + minute * 60);
}
/** Presses Tab until what has the focus is this. */
async function tab(page, where) {
    for (let times = 0; times < 12; times += 1) {
        await page.keyboard.press("Tab");
        if (await page.evaluate((where) => document.activeElement.matches(where), where)) return;
    }
    assert.fail(`${where} is not reached by keyboard`);
}

test("a week opens with no network, complains of nothing and stands still", async () => {
    for (const name of ["week.html", "alone.html"]) {
        const { page, seen } = await open({ name });
        assert.deepEqual(await clocks(page), Array(name === "week.html" ? 2 : 1).fill("Mon 08:00"));
        await pause(1200);
        assert.equal(await words(page, ".week-clock"), "Mon 08:00");
        assert.match(await words(page, ".week-note"), /One possible week, not a forecast/);
        await page.click(".week-play");
        await pause(300);
        await page.click(".week-play");
        assert.deepEqual(seen, []);
        await page.close();
    }
});

test("a week can be heard, and read at 1024 points and on a phone, whoever is followed", async () => {
    for (const width of [1024, 360]) {
        const { page } = await open({ width });
        await jump(page, "10:30");
        for (const followed of [false, true]) {
            if (followed) await page.select(".week-whom", await page.$eval(".week-whom optgroup option", (it) => it.value));
            const [wide, room] = await page.evaluate(() => [document.scrollingElement.scrollWidth, innerWidth]);
            assert.ok(wide <= room, `${wide} points wide where there are ${room}`);
            await canBeHeard(page, `at ${width} points`);
        }
        const small = await page.$$eval(".week button, .week select, .week input, .week-side [data-who]", (all) =>
            all.map((it) => [it.className, it.getBoundingClientRect()]).filter(([, { width, height }]) => width && (width < 24 || height < 24)));
        assert.deepEqual(small, []);
        const tops = await page.$$eval(".week-side", (sides) => sides.map((side) => side.getBoundingClientRect().top));
        assert.equal(tops[0] === tops[1], width === 1024, "the sides stand beside each other where there is room");
        await page.close();
    }
});

test("a week is played, paused and stepped through by keyboard alone", async () => {
    const { page } = await open();
    await tab(page, ".week-play");
    await page.keyboard.press("Enter");
    await pause(700);
    assert.equal(await words(page, ".week-said"), "", "nothing is said while it plays");
    assert.ok((await minutes(page)) > 481, "it plays");
    await page.keyboard.press("Space");
    const stood = await drawn(page);
    await pause(400);
    assert.deepEqual(await drawn(page), stood, "it stands still");
    assert.match(await words(page, ".week-said"), /Paused\. .*waiting to be answered/);
    const at = await minutes(page);
    await tab(page, ".week-next");
    await page.keyboard.press("Enter");
    assert.ok((await minutes(page)) >= at);
    assert.match(await words(page, ".week-said"), /Patient \d+ /);
    await tab(page, ".week-speed");
    await page.keyboard.press("End");
    assert.equal(await page.$eval(".week-speed", (it) => it.value), "60");
    await tab(page, ".week-day");
    await page.keyboard.press("ArrowDown");
    assert.match((await clocks(page)).join(), /^Tue 08:00,Tue 08:00$/);
    await tab(page, ".week-time");
    await page.keyboard.press("PageUp");
    assert.ok((await minutes(page)) > 1440 + 500);
    await tab(page, ".week-whom");
    await page.keyboard.press("ArrowDown");
    assert.match(await words(page, ".week-story h3"), /^Patient \d+/);
    const lengths = await page.$$eval(".week-own ol", (all) => all.map((it) => it.children.length));
    assert.ok(lengths.length === 2 && lengths.every((count) => count > 0), `the patient's story on both sides: ${lengths}`);
    await page.close();
});

test("stepping back undoes a step, and what was played is what the events of the day say", async () => {
    const { page } = await open();
    await jump(page, "08:10");
    await page.click(".week-next");
    const before = await drawn(page);
    for (const where of [".week-next", ".week-next", ".week-back", ".week-back"]) await page.click(where);
    assert.deepEqual(await drawn(page), before);
    await page.select(".week-speed", "60");
    await page.click(".week-play");
    await pause(2500);
    await page.click(".week-play");
    await page.click(".week-next");
    assert.ok((await minutes(page)) > 550, "some hours are played");
    const played = await drawn(page);
    // Going back begins the day anew.
    await page.click(".week-back");
    await page.click(".week-next");
    assert.deepEqual(await drawn(page), played);
    await page.close();
});

test("the counts at the end of a day are those of the events", async () => {
    const { page } = await open();
    await jump(page, "23:59");
    for (const [place, side] of data.sides.entries()) {
        const counted = { seen: 0, did_not_attend: 0, answered: 0 };
        for (let at = 0, next = 0; next < side.moments.length; ) {
            const [id, , numbers] = data.what[side.moments[next + 2]];
            at += side.moments[next];
            next += 3 + numbers;
            const kind = id.split(":")[0];
            if (at < 86400 && kind in counted && (kind !== "answered" || id.includes(":phone"))) counted[kind] += 1;
        }
        const shown = await page.$$eval(".week-side", (sides, place) =>
            Object.fromEntries([...sides[place].querySelectorAll(".week-tally > div")].map((it) => [it.lastChild.textContent, Number(it.firstChild.textContent)])), place);
        assert.ok(counted.seen > 50);
        assert.deepEqual([shown.seen, shown["did not come"], shown["calls answered"]], [counted.seen, counted.did_not_attend, counted.answered]);
    }
    await page.close();
});

test("a patient in the waiting room is followed by a click, on both sides", async () => {
    const { page } = await open();
    await jump(page, "10:30");
    const dot = await page.$(".week-side .week-doing [data-who]");
    const who = await dot.evaluate((it) => Number(it.dataset.who));
    await dot.click();
    assert.match(await words(page, ".week-story h3"), new RegExp(`^Patient ${who + 1}\\b`));
    assert.equal(await page.$eval(".week-whom", (it) => it.value), String(who));
    assert.ok(await page.$(".week-side .week-followed"), "a star shows where the patient is");
    await page.close();
});

test("whoever is followed is told of beside the control that follows them, in sight on a projector", async () => {
    for (const [name, width] of [["week.html", 1024], ["week.html", 1366], ["alone.html", 1024]]) {
        const { page } = await open({ name, width });
        await jump(page, "10:30");
        await page.select(".week-whom", await page.$eval(".week-whom optgroup option", (it) => it.value));
        const [control, story, room] = await page.evaluate(() =>
            [...[".week-whom", ".week-story"].map((where) => document.querySelector(where).getBoundingClientRect().toJSON()), innerHeight]);
        assert.ok(story.top - control.bottom < 24 && story.bottom < room, `${name}: the story is from ${story.top} to ${story.bottom}`);
        assert.match(await words(page, ".week-telling"), name === "week.html" ? /^As it is, .*; on the other side, .*\.$/ : /^Must be seen the same day; .*\.$/);
        // What follows them now is on the screen too, on every side.
        const lines = await page.$$eval(".week-own li", (all) => all.map((it) => it.textContent));
        assert.ok(lines.length > 2, lines.join());
        await page.close();
    }
});

test("few patients are offered to be followed, those who tell most first and each with a sentence", async () => {
    const { page } = await open();
    for (const day of ["0", "3"]) {
        await page.select(".week-day", day);
        await jump(page, "10:10");
        const [telling, others] = await page.$$eval(".week-whom optgroup", (all) =>
            all.map((it) => ({ label: it.label, options: [...it.children].map((option) => option.textContent) })));
        assert.equal(telling.label, "Worth following");
        assert.ok(telling.options.length >= 3 && telling.options.length <= 7, telling.options.join("; "));
        telling.options.forEach((it) => assert.match(it, /^Patient \d+: .{8,}/));
        assert.ok(telling.options.some((it) => it.includes("must be seen the same day")), telling.options.join("; "));
        assert.match(others.label, /^Others heard of from 10:00 to 10:29; move the time for more$/);
        assert.ok(others.options.length > 5 && others.options.length < 60, `${others.options.length} others`);
        others.options.forEach((it) => assert.match(it, /^Patient \d+: 10:[0-2]\d /));
        await jump(page, "14:40");
        const later = await page.$$eval(".week-whom optgroup", (all) => all.map((it) => it.label));
        assert.match(later.at(-1), /14:30 to 14:59/);
    }
    await page.close();
});

test("nobody and nothing is abbreviated where there is room, and elsewhere the whole word is in its title", async () => {
    for (const width of [1024, 360]) {
        const { page } = await open({ width });
        await jump(page, "10:30");
        const cells = await page.$$eval(".week-person", (all) =>
            all.map((it) => [it.title, it.firstElementChild.textContent, it.firstElementChild.scrollWidth > it.firstElementChild.clientWidth]));
        assert.ok(cells.some(([title]) => title === "health care assistant 1"), "the average practice has one");
        for (const [title, name, cut] of cells) {
            assert.equal(title, name);
            assert.ok(!cut, `${name} has no room at ${width} points`);
            assert.doesNotMatch(name, /\w\.|\bHCA\b/);
        }
        await page.close();
    }
});

test("paperwork is what waited in the morning, what comes on the day, and what is left when the day is over", async () => {
    const { page } = await open();
    const hours = (waits, gps) => waits.filter(([role]) => (data.names.role[role] === "GP") === gps).reduce((sum, [, lasts]) => sum + lasts, 0) / 3600;
    for (const day of [0, 4]) {
        await page.select(".week-day", String(day));
        await jump(page, "23:59");
        const lines = await page.$$eval(".week-side", (sides) => sides.map((side) => [...side.querySelectorAll(".week-bar span")].map((it) => it.textContent)));
        data.sides.forEach((side, place) => [true, false].forEach((gps, group) => {
            const [, before, came, left] = lines[place][group].match(/^(?:GPs|Others) ([\d.]+) \+ ([\d.]+); ([\d.]+) left tonight$/).map(Number);
            assert.equal(before.toFixed(1), hours(side.left[day], gps).toFixed(1));
            assert.equal(left.toFixed(1), hours(side.left[day + 1], gps).toFixed(1));
            assert.ok(left <= before + came + 0.1, lines[place][group]);
        }));
    }
    await page.close();
});

test("where motion is not wanted, a week goes on in steps and never by itself", async () => {
    const { page } = await open({ reduced: true });
    await pause(1500);
    assert.equal(await words(page, ".week-clock"), "Mon 08:00");
    await page.click(".week-play");
    await pause(500);
    assert.equal(await words(page, ".week-clock"), "Mon 08:00");
    await pause(1000);
    assert.equal(await words(page, ".week-clock"), "Mon 08:05");
    await page.close();
});

test("two weeks on one page are played apart, and a paused moment prints on one sheet", async () => {
    const html = readFileSync(path.join(folder, "week.html"), "utf8");
    const [from, to] = [html.indexOf('<section class="week"'), html.indexOf("</section>") + "</section>".length];
    writeFileSync(path.join(folder, "twice.html"), html.slice(0, to) + html.slice(from));
    const { page, seen } = await open({ name: "twice.html" });
    await page.click(".week-next");
    const spoken = await page.$$eval(".week-said", (all) => all.map((it) => it.textContent));
    assert.match(spoken[0], /Patient/);
    assert.doesNotMatch(spoken[1], /Patient/);
    assert.deepEqual(seen, []);
    await page.close();
    const { page: one } = await open();
    await jump(one, "08:20");
    const pdf = Buffer.from(await one.pdf({ preferCSSPageSize: true })).toString("latin1");
    assert.equal(pdf.match(/\/Type\s*\/Page\b/g).length, 1);
    await one.close();
});
