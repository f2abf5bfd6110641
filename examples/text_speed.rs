//! Prints how fast each file given is canonicalized and hashed, the best of three runs, and this process's peak
//! memory: `cargo run --release --example text_speed FILE...`.

use std::time::Instant;

use undersigned::digest::Digest;
use undersigned::text::CanonicalText;

fn main() {
    for path in std::env::args().skip(1) {
        let source = std::fs::read(&path).expect("the file can be read");
        let (mut canonicalized, mut hashed, mut outcome) = (f64::MAX, f64::MAX, String::new());
        for _ in 0..3 {
            let start = Instant::now();
            let result = CanonicalText::from_source(&source);
            canonicalized = canonicalized.min(start.elapsed().as_secs_f64());
            outcome = match result {
                Ok(text) => format!("{} canonical bytes", text.as_str().len()),
                Err(refusal) => refusal.to_string(),
            };
            let start = Instant::now();
            std::hint::black_box(Digest::of(&source));
            hashed = hashed.min(start.elapsed().as_secs_f64());
        }
        let speed = |seconds: f64| source.len() as f64 / 1e6 / seconds;
        let (text, digest) = (speed(canonicalized), speed(hashed));
        println!("{path}: {text:.0} MB/s, SHA-256 {digest:.0} MB/s, {outcome}");
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    println!("{}", status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("peak memory unknown"));
}
