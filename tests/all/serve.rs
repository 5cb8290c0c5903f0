//! The live page as browsers, and others, meet it: every address, whoever must not ask, whoever sends too much or leaves in
//! the middle, and figures that are those of the command line.

use super::support::{Desk, headroom, said, says};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// An average practice, for eight weeks after four.
const SHORT: &str = r#"
extends = "average-2018"
title = "A short year"
[run]
days = 56
warm_up = "days"
warm_up_days = 28
"#;

/// How long a test waits for what should come at once; nothing is asserted of how long it took.
const PATIENCE: Duration = Duration::from_secs(120);

/// A server of its own, ended with the test.
struct Server {
    program: Child,
    port: u16,
}

impl Server {
    fn of(practice: &str) -> Server {
        let mut program = Command::new(env!("CARGO_BIN_EXE_headroom"))
            .args(["serve", practice, "--port", "0", "--threads", "2"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the server starts");
        let mut line = String::new();
        BufReader::new(program.stdout.as_mut().unwrap()).read_line(&mut line).expect("it says where it is");
        let (_, rest) = line.split_once("http://127.0.0.1:").unwrap_or_else(|| panic!("no address in `{line}`"));
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        Server { program, port: digits.parse().expect("a port") }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).expect("somebody listens");
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Sends a request's line and further headers, and reads the whole answer.
    fn ask(&self, line: &str, headers: &str) -> String {
        self.send(
            format!("{line} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n{headers}\r\n", self.port)
                .as_bytes(),
        )
    }

    fn get(&self, link: &str) -> String {
        self.ask(&format!("GET {link}"), "")
    }

    /// Sends what is no request at all, hangs up in the middle of the line, and reads what is answered.
    fn mumble(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect();
        let _ = stream.write_all(bytes);
        let _ = stream.shutdown(Shutdown::Write);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn send(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect();
        // A server that has heard enough may close before all was sent.
        let _ = stream.write_all(bytes);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Opens the figures of a link, to be read as they come.
    fn stream(&self, query: &str) -> BufReader<TcpStream> {
        let mut stream = self.connect();
        let host = format!("Host: 127.0.0.1:{}\r\n", self.port);
        stream.write_all(format!("GET /stream?{query} HTTP/1.1\r\n{host}\r\n").as_bytes()).unwrap();
        BufReader::new(stream)
    }

    /// Asks the program politely to end, as Ctrl-C does.
    #[cfg(unix)]
    fn interrupt(&self) {
        Command::new("kill").args(["-INT", &self.program.id().to_string()]).status().expect("kill");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

/// The next event: its name, and what it says.
fn event(stream: &mut BufReader<TcpStream>) -> Option<(String, Value)> {
    let mut name = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if let Some(said) = line.strip_prefix("event: ") {
            name = said.trim().into();
        } else if let Some(data) = line.strip_prefix("data: ") {
            return Some((name, serde_json::from_str(data).expect("an event's data")));
        }
    }
}

/// Reads events until the run is done, and returns the last figures, by their names, and what is said of the end.
fn to_the_end(stream: &mut BufReader<TcpStream>) -> (Value, String, Value) {
    let (mut figures, mut told) = (Value::Null, Value::Null);
    loop {
        let (name, data) = event(stream).expect("an end");
        match name.as_str() {
            "told" => told = data["figures"].clone(),
            "figures" => {
                let names = told.as_array().into_iter().flatten().map(|it| it["name"].as_str().unwrap().to_string());
                let sides = ["before", "after", "difference"];
                let of = |at: usize| sides.iter().map(|side| (side.to_string(), data[side][at].clone())).collect();
                let named: serde_json::Map<String, Value> =
                    names.enumerate().map(|(at, name)| (name, of(at))).collect();
                figures = data;
                figures["named"] = named.into();
            }
            "waiting" => {}
            _ => return (figures, name, data),
        }
    }
}

fn short() -> (Desk, Server) {
    let desk = Desk::new();
    let file = desk.file("short.toml", SHORT);
    let server = Server::of(&file);
    (desk, server)
}

#[test]
fn every_address_of_the_page_answers_and_every_other_gets_a_sentence() {
    let server = Server::of("average-2018");
    let page = server.get("/?practice=average-2018&action=3.2:50&set=phone.handlers%3D3&seed=7");
    says(&page, &["200 OK", "Average English practice, 2018", "3.2 Reminders at 50%", "--seed 7"]);
    says(&page, &["content-security-policy: default-src 'self'", "x-content-type-options: nosniff"]);
    says(&page, &["referrer-policy: no-referrer"]);
    assert!(!page.contains("http://") && !page.contains("https://"), "the page names another place");
    for part in ["/style.css", "/live.js"] {
        says(&server.get(part), &["200 OK"]);
    }
    says(&server.get("/scenario.toml?action=3.2&seed=7"), &["200 OK", "attachment", "seed = 7"]);
    for elsewhere in ["/nothing", "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/style.css/x", "//etc/passwd"] {
        says(&server.get(elsewhere), &["404 Not Found", "There is nothing at this address"]);
    }
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "NONSENSE"] {
        says(&server.ask(&format!("{method} /"), ""), &["405 Method Not Allowed", "asked for with GET"]);
    }
}

#[test]
fn every_setting_there_is_can_be_found_on_the_page() {
    let server = Server::of("average-2018");
    let answer = server.get("/paths.json?practice=average-2024");
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    let told: Vec<Value> = serde_json::from_str(body).unwrap();
    let known = headroom::scenario::load("average-2024", Vec::new()).unwrap();
    let known = headroom::scenario::paths(&known.settings);
    assert_eq!(told.len(), known.len());
    for (told, known) in told.iter().zip(&known) {
        assert_eq!((told["path"].as_str().unwrap(), told["value"].as_str().unwrap()), (&*known.path, &*known.value));
    }
    let settled = |path: &str| told.iter().find(|told| told["path"] == path).unwrap()["both"] == true;
    assert!(settled("patients.list_size") && !settled("phone.handlers"));
}

#[test]
fn what_the_form_sends_becomes_a_link_that_holds_the_whole_scenario() {
    let server = Server::of("average-2018");
    let form = "form=1&practice=high-dna&take=3.2&dose.3.2=50&now.phone.handlers=3&was.phone.handlers=2&\
                path=book.slots&op=*%3D&value=1.1&side=change&view=settled&replications=20&seed=2&ask=1";
    let link = "location: /?practice=high-dna&action=3.2%3A50&set=phone.handlers%3D3&set=book.slots*%3D1.1&\
                view=settled&replications=20&seed=2\r\n";
    says(&server.get(&format!("/?{form}")), &["303 See Other", link]);
}

#[test]
fn only_this_machine_s_own_pages_are_answered() {
    let server = Server::of("average-2018");
    let port = server.port;
    let with =
        |headers: &str| server.send(format!("GET /live.js HTTP/1.1\r\nConnection: close\r\n{headers}\r\n").as_bytes());
    let ours = format!("Host: localhost:{port}\r\n");
    for host in ["evil.example", &format!("evil.example:{port}"), "localhost:1", "localhost", ""] {
        says(&with(&format!("Host: {host}\r\n")), &["403 Forbidden", "answers on this machine alone"]);
    }
    says(&with(""), &["403 Forbidden"]);
    says(&with(&format!("{ours}{ours}")), &["403 Forbidden"]);
    for foreign in
        ["Origin: http://evil.example", "Origin: null", "Origin: http://localhost:1", "Sec-Fetch-Site: cross-site"]
    {
        says(&with(&format!("{ours}{foreign}\r\n")), &["403 Forbidden", "Another page asked for this"]);
    }
    let own = format!("{ours}Origin: http://localhost:{port}\r\nSec-Fetch-Site: same-origin\r\n");
    says(&with(&own), &["200 OK"]);
    says(&with(&format!("{ours}Sec-Fetch-Site: none\r\n")), &["200 OK"]);
}

#[test]
fn whoever_sends_too_much_or_nonsense_is_told_so_and_the_next_is_served() {
    let server = Server::of("average-2018");
    let much = vec![b'x'; 10_000_000];
    let head = format!("POST / HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n", server.port);
    let whole = [format!("{head}Content-Length: {}\r\n\r\n", much.len()).as_bytes(), &much].concat();
    says(&server.send(&whole), &["413 Payload Too Large", "at most 64 kB"]);
    let begins = format!("{head}Transfer-Encoding: chunked\r\n\r\n{:x}\r\n", much.len());
    let chunk = [begins.as_bytes(), &much, b"\r\n0\r\n\r\n"];
    says(&server.send(&chunk.concat()), &["413 Payload Too Large"]);
    says(&server.get(&format!("/?set={}", "x".repeat(20_000))), &["414 URI Too Long", "longer than any"]);
    let next_is_served = || says(&server.get("/live.js"), &["200 OK"]);
    next_is_served();
    // Of a head that cannot be read, or never ends, the status is all that can be said.
    let long_head = server.ask("GET /", &format!("X: {}\r\n", "x".repeat(200_000)));
    assert!(long_head.is_empty() || long_head.starts_with("HTTP/1.1 431 "), "{long_head}");
    next_is_served();
    assert_eq!(server.mumble(b"GE"), "", "what may become a request is waited for");
    // From a linear congruential generator, so that each run sends the same.
    let mut state = 1u64;
    for length in [1usize, 10, 1000, 100_000] {
        let mut byte = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 56) as u8
        };
        let garbage: Vec<u8> = (0..length).map(|_| byte()).collect();
        let mumbled = server.mumble(&[&garbage[..], b"\r\n\r\n"].concat());
        assert!(mumbled.starts_with("HTTP/1.1 400 Bad Request"), "{length} bytes: {mumbled}");
        let query: String = garbage.iter().take(300).map(|byte| format!("%{byte:02x}")).collect();
        let link = |route: &str| server.get(&format!("{route}?{query}&practice={query}"));
        // The page says what is wrong with a link and has its form all the same; what is no page is refused.
        says(&link("/"), &["200 OK", "This cannot be run", "a link has no", "there is no practice"]);
        for route in ["/report", "/week", "/scenario.toml"] {
            says(&link(route), &["422 Unprocessable Entity", "a link has no", "there is no practice"]);
        }
        says(&link("/paths.json"), &["422 Unprocessable Entity", "there is no practice"]);
        says(&link("/stream"), &["200 OK", "event: refused", "a link has no", "there is no practice"]);
        next_is_served();
    }
}

#[test]
fn whoever_connects_and_says_nothing_keeps_no_place_from_the_next() {
    let (_desk, server) = short();
    // One who listens, one who was answered and stays, and more than there are places who never ask.
    let mut listening = server.stream("action=3.2&replications=400");
    while event(&mut listening).expect("figures").0 != "figures" {}
    let mut answered = server.connect();
    let head = format!("GET /live.js HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", server.port);
    answered.write_all(head.as_bytes()).unwrap();
    assert!(answered.read(&mut [0; 15]).unwrap() > 0);
    let silent: Vec<TcpStream> = (0..80).map(|_| server.connect()).collect();
    let begun = std::time::Instant::now();
    says(&server.get("/live.js"), &["200 OK"]);
    // Whoever says nothing would be left in peace for five seconds.
    assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
    // The first of them have lost their places, and whoever listens has not.
    let mut first = &silent[0];
    assert_eq!(first.read(&mut [0; 1]).unwrap_or(0), 0, "told to leave");
    assert_eq!(event(&mut listening).unwrap().0, "figures");
}

#[test]
fn what_cannot_be_run_gets_every_sentence_and_no_file_is_read_that_the_server_was_not_given() {
    let (desk, server) = short();
    let secret = desk.file("secret.toml", SHORT);
    let refused = |query: &str| {
        let (name, data) = event(&mut server.stream(query)).unwrap();
        assert_eq!(name, "refused", "{query}: {data}");
        says(&server.get(&format!("/scenario.toml?{query}")), &["422 Unprocessable Entity"]);
        says(&server.get(&format!("/?{query}")), &["This cannot be run"]);
        data.to_string()
    };
    says(&refused("action=3.2&both=patients.list_size%3D1e9"), &["1,000,000,000", "between 1 and 2,000,000"]);
    says(&refused("action=3.2&both=patients.list_size%3D150000"), &["up to 100,000 patients"]);
    says(&refused("action=3.2&both=run.days%3D200000"), &["up to 1,100 days"]);
    says(&refused("set=demand.level%3D100&both=patients.list_size%3D90000"), &["would stand still"]);
    says(&refused("action=3.2&replications=1000000"), &["1 to 400 replications"]);
    says(&refused("action=3.2&replications=0"), &["1 to 400 replications"]);
    says(&refused("action=99&set=phone.handler%3D3&actoin=3"), &["`99`", "no `actoin`", "did you mean `action`?"]);
    for file in ["..%2F..%2Fetc%2Fpasswd", "%2Fetc%2Fpasswd", &secret.replace('/', "%2F")] {
        says(&refused(&format!("practice={file}&action=3.2")), &["there is no practice"]);
        says(&refused(&format!("action={file}")), &["there is no action"]);
    }
    let (_, name, data) = to_the_end(&mut server.stream("replications=4"));
    assert_eq!((name.as_str(), data["why"].as_str()), ("done", Some("nothing")), "nothing is changed");
}

#[test]
fn figures_that_come_as_they_finish_are_those_of_the_command_line_and_so_is_the_report() {
    let (desk, server) = short();
    let out = desk.path("compared");
    for (view, file) in [("year", true), ("settled", false)] {
        let practice = if file { desk.path("short.toml").display().to_string() } else { "average-2018".into() };
        // The second warms up for as long as its pilots say.
        let both: &[&str] = if file { &[] } else { &["run.days=28"] };
        let mut typed =
            vec!["compare", &practice, "--action", "3.2:50", "--action", "2.1", "--set", "phone.handlers+=1"];
        typed.extend(both.iter().flat_map(|change| ["--both", change]));
        typed.extend([
            "--view",
            view,
            "--replications",
            "6",
            "--seed",
            "3",
            "--quiet",
            "--replace",
            "--out",
            out.to_str().unwrap(),
        ]);
        let output = headroom(&typed);
        assert!(output.status.success(), "{}", said(&output));
        let both: String = both.iter().map(|change| format!("&both={}", change.replace('=', "%3D"))).collect();
        let practice = practice.replace('/', "%2F");
        let query = format!(
            "practice={practice}&action=3.2:50&action=2.1{both}&set=phone.handlers%2B%3D1&view={view}&replications=6&seed=3"
        );
        let (figures, name, data) = to_the_end(&mut server.stream(&query));
        assert_eq!((name.as_str(), data["why"].as_str()), ("done", Some("asked")), "{data}");
        let known = results(&out);
        let scenario = "3.2+2.1".to_string();
        let mut compared = 0;
        for (name, figure) in figures["named"].as_object().unwrap() {
            let [before, difference] = [("", &figure["before"]), ("difference", &figure["difference"])];
            for (of, told) in [before, difference, ("after", &figure["after"])] {
                let Some(known) = known.get(&(name.clone(), of.to_string())) else { continue };
                let told = ["estimate", "low", "high"].map(|part| told[part].as_f64().unwrap_or(f64::NAN));
                // serde_json reads a number to within its last bit; a browser, in its own test, reads it exactly.
                let is_same = told.iter().zip(known).all(|(a, b)| (a - b).abs() <= f64::EPSILON * b.abs());
                assert!(is_same, "{name} {of} of {scenario}, {view}: {told:?} is not {known:?}");
                compared += 1;
            }
        }
        assert!(compared >= 19 * 2, "only {compared} figures stand in both");
        let report = server.get(&format!("/report?{query}"));
        let (head, page) = report.split_once("\r\n\r\n").unwrap();
        says(head, &["200 OK", "default-src 'none'"]);
        assert!(page.ends_with(&std::fs::read_to_string(out.join("report.html")).unwrap()), "the report is another");
    }
}

#[test]
fn what_pulled_it_is_what_a_combination_says_of_the_same_actions() {
    let (desk, server) = short();
    let out = desk.path("combined");
    let practice = desk.path("short.toml").display().to_string();
    let typed =
        ["combine", &practice, "--actions", "3.2:50,2.1", "--replications", "6", "--seed", "3", "--quiet", "--out"];
    let output = headroom([&typed[..], &[out.to_str().unwrap()]].concat());
    assert!(output.status.success(), "{}", said(&output));
    let mut file = csv::Reader::from_path(out.join("attribution.csv")).unwrap();
    let columns = file.headers().unwrap().clone();
    let rows: Vec<BTreeMap<String, String>> = file
        .records()
        .map(|record| columns.iter().map(String::from).zip(record.unwrap().iter().map(String::from)).collect())
        .collect();
    let query = format!("practice={}&action=3.2:50&action=2.1&replications=6&seed=3", practice.replace('/', "%2F"));
    let mut stream = server.stream(&query);
    let (figures, _, done) = to_the_end(&mut stream);
    assert_eq!((&done["parts"], &done["follows"]), (&Value::from(2), &Value::from(true)));
    let mut last = Value::Null;
    loop {
        match event(&mut stream).expect("an end") {
            (name, data) if name == "apart" => last = data,
            (name, _) => break assert_eq!(name, "end"),
        }
    }
    assert_eq!(last["replications"], 6);
    let near = |value: &Value, text: &str| {
        let (a, b) = (value.as_f64().unwrap(), text.parse::<f64>().unwrap());
        assert!((a - b).abs() <= 1e-9 * b.abs().max(1e-3), "{a} is not {b}");
    };
    let released = &last["figures"]["0"];
    near(&released["joint"]["estimate"], &figures["named"]["gp_hours_released"]["difference"]["estimate"].to_string());
    for (at, action) in ["3.2:50", "2.1"].into_iter().enumerate() {
        for (part, effect) in [("own", "alone"), ("share", "shapley")] {
            let is_it = |row: &&BTreeMap<String, String>| {
                row["measure"] == "gp_hours_released" && row["action"] == action && row["effect"] == effect
            };
            let row = rows.iter().find(is_it).unwrap_or_else(|| panic!("no {effect} of {action}"));
            let told = &released["parts"][at][part];
            near(&told["estimate"], &row["estimate"]);
            near(&told["low"], &row["ci_low"]);
        }
    }
    // What is changed besides actions is a part of its own, which alone does what a comparison says of it.
    let both = format!("{query}&set=phone.handlers%2B%3D1");
    let mut stream = server.stream(&both);
    let (_, _, done) = to_the_end(&mut stream);
    assert_eq!(done["parts"], 3);
    let mut besides = Value::Null;
    while let Some((name, data)) = event(&mut stream) {
        if name == "apart" {
            besides = data["figures"]["5"]["parts"][0]["own"].clone();
        }
    }
    let out = desk.path("besides");
    let typed = ["compare", &practice, "--set", "phone.handlers+=1", "--view", "year", "--replications", "6"];
    let output = headroom([&typed[..], &["--seed", "3", "--quiet", "--out", out.to_str().unwrap()]].concat());
    assert!(output.status.success(), "{}", said(&output));
    let known = results(&out)[&("need_to_seen_days".to_string(), "difference".to_string())];
    // One pools replications, the other takes the mean of each: they differ by far less than luck.
    let (told, half) = (besides["estimate"].as_f64().unwrap(), (known[2] - known[1]) / 2.0);
    assert!(told != 0.0 && (told - known[0]).abs() < 0.1 * half, "{told} is not {}", known[0]);
    let (_, _, one) = to_the_end(&mut server.stream("action=3.2&replications=4"));
    assert_eq!((&one["parts"], &one["follows"]), (&Value::from(1), &Value::from(false)), "one thing has no parts");
}

/// `results.csv` by figure and side: the practice, the scenario, or their difference.
fn results(folder: &std::path::Path) -> BTreeMap<(String, String), [f64; 3]> {
    let mut file = csv::Reader::from_path(folder.join("results.csv")).unwrap();
    let (mut all, mut first) = (BTreeMap::new(), None);
    for record in file.records().map(Result::unwrap) {
        let side = if !record[1].is_empty() {
            "difference"
        } else if *first.get_or_insert_with(|| record[0].to_string()) == record[0] {
            ""
        } else {
            "after"
        };
        let name = if &record[3] == "all" { record[2].to_string() } else { format!("{}({})", &record[2], &record[3]) };
        if ["mean", "share"].contains(&&record[5]) {
            let number = |column: usize| record[column].parse().unwrap_or(f64::NAN);
            all.insert((name, side.to_string()), [number(6), number(8), number(9)]);
        }
    }
    all
}

#[test]
fn ten_visitors_who_leave_in_the_middle_keep_nobody_waiting() {
    let (_desk, server) = short();
    let leaving: Vec<_> = (0..10).map(|_| server.stream("action=3.2&replications=400")).collect();
    let told: Vec<(String, Value)> = leaving.into_iter().map(|mut stream| event(&mut stream).unwrap()).collect();
    assert!(told.iter().any(|(name, _)| name == "waiting"), "two run at a time");
    let (figures, name, _) = to_the_end(&mut server.stream("action=3.2&replications=4"));
    assert_eq!((name.as_str(), &figures["replications"]), ("done", &Value::from(4)));
}

#[test]
fn whoever_waits_hears_their_place_and_whoever_comes_too_late_a_sentence() {
    let (_desk, server) = short();
    // A year of 60,000 patients: none of these ends while the others come.
    let long = "both=patients.list_size%3D60000&both=run.days%3D364&action=3.2&replications=400";
    let mut waiting = Vec::new();
    for place in 0..18 {
        let mut stream = server.stream(long);
        if place >= 2 {
            assert_eq!(event(&mut stream), Some(("waiting".to_string(), serde_json::json!({ "place": place - 1 }))));
        } else {
            // It has been heard once the head of its answer is there.
            stream.read_line(&mut String::new()).unwrap();
        }
        waiting.push(stream);
    }
    says(&server.get(&format!("/stream?{long}")), &["503 Service Unavailable", "sixteen wait"]);
    says(&server.get("/live.js"), &["200 OK"]);
}

#[cfg(unix)]
#[test]
fn ctrl_c_tells_whoever_listens_and_ends_the_program_well() {
    let (_desk, mut server) = short();
    let mut stream = server.stream("action=3.2&replications=400");
    while event(&mut stream).expect("figures").0 != "figures" {}
    server.interrupt();
    let (_, name, data) = to_the_end(&mut stream);
    assert_eq!(name, "stopped");
    says(&data.to_string(), &["The server was stopped."]);
    assert!(server.program.wait().unwrap().success());
}

#[test]
fn a_port_that_is_taken_and_a_practice_that_is_not_there_get_a_sentence() {
    let server = Server::of("average-2018");
    let output = headroom(["serve", "--port", &server.port.to_string()]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    says(&said(&output), &["is taken by another program", "`--port 0`"]);
    let output = headroom(["serve", "no-such-practice", "--port", "0"]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    says(&said(&output), &["there is no file or practice called `no-such-practice`"]);
}
