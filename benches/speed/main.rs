//! How fast the program is, as ratios to what anybody can measure beside it: `cargo bench`.
//!
//! Every ratio is of works that alternate in one run of this process, and the median of its rounds. Processor time
//! is the measure wherever other work on the machine would spoil wall time. Nothing is asserted about time; what
//! the works do is: each must succeed.

mod audit;
mod many;
mod measure;
mod programs;
mod publish;
mod registry;
mod small;
mod text;

fn main() {
    measure::print_machine();
    let asked: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let benches: [(&str, fn()); 5] = [
        ("small", small::bench),
        ("many", many::bench),
        ("text", text::bench),
        ("audit", audit::bench),
        ("publish", publish::bench),
    ];
    for (name, bench) in benches {
        if asked.is_empty() || asked.iter().any(|asked| asked == name) {
            bench();
        }
    }
}
