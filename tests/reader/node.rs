//! Node, which runs the modules that pages carry.
#![allow(missing_docs)]

use std::io::{BufRead as _, BufReader, Lines, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread;

use serde_json::Value;

/// Node, answering questions with the modules of the page.
pub struct Node {
    process: Child,
    input: Option<ChildStdin>,
    output: Lines<BufReader<ChildStdout>>,
}

impl Node {
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    pub fn start_with(arguments: &[&str]) -> Self {
        Self::start_script("reader.mjs", arguments)
    }

    /// The same modules in Chromium: `scripts/test` installs it, and what drives it.
    #[allow(dead_code)]
    pub fn in_browser() -> Self {
        Self::start_script("browser.mjs", &[])
    }

    fn start_script(script: &str, arguments: &[&str]) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/page").join(script);
        let process = Command::new("node")
            .arg(script)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn();
        let mut process = process.expect("node runs: apt-get install nodejs");
        let output = BufReader::new(process.stdout.take().unwrap()).lines();
        Self { input: process.stdin.take(), output, process }
    }

    /// The answer to each question, in their order.
    pub fn ask(&mut self, questions: &[Value]) -> Vec<Value> {
        let input = self.input.as_mut().unwrap();
        let answers: Vec<Value> = thread::scope(|scope| {
            // A script that ends early says why on the standard error, and gives too few answers.
            scope.spawn(|| questions.iter().try_for_each(|question| writeln!(input, "{question}")));
            let lines = self.output.by_ref().take(questions.len());
            lines.map(|line| serde_json::from_str(&line.unwrap()).unwrap()).collect()
        });
        assert_eq!(answers.len(), questions.len(), "the script ended early");
        answers
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.process.wait();
    }
}
