//! What work costs: rounds in which works alternate, and the median of what they took.

use std::time::Instant;

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike as _;

/// Wall and processor time, in seconds.
#[derive(Clone, Copy)]
pub struct Cost {
    pub wall: f64,
    pub cpu: f64,
}

/// What is measured: a name and something to do.
pub type Work<'w> = (String, Box<dyn FnMut() + 'w>);

/// The cost of doing `work` once, in this process and in the children that it waits for.
pub fn cost<T>(work: impl FnOnce() -> T) -> Cost {
    let (start, before) = (Instant::now(), cpu());
    std::hint::black_box(work());
    Cost { wall: start.elapsed().as_secs_f64(), cpu: cpu() - before }
}

/// User and system time so far, of all threads, and of all children that ended.
fn cpu() -> f64 {
    let used = [UsageWho::RUSAGE_SELF, UsageWho::RUSAGE_CHILDREN].map(|who| {
        let usage = getrusage(who).expect("the system tells the time used");
        (usage.user_time() + usage.system_time()).num_microseconds()
    });
    used.iter().sum::<i64>() as f64 / 1e6
}

/// Does every work once in each round; the costs of each, round by round.
pub fn alternate(rounds: usize, works: &mut [Work]) -> Vec<Vec<Cost>> {
    let mut costs = vec![Vec::with_capacity(rounds); works.len()];
    for _ in 0..rounds {
        for ((_, work), costs) in works.iter_mut().zip(&mut costs) {
            costs.push(cost(work));
        }
    }
    costs
}

/// The median.
pub fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The median over the rounds of how many times more `of` costs than `to`.
pub fn ratio(of: &[Cost], to: &[Cost], what: impl Fn(&Cost) -> f64) -> f64 {
    median(of.iter().zip(to).map(|(of, to)| what(of) / what(to)))
}

/// Prints a line for each work: milliseconds of processor and wall time, the median and the least.
pub fn print(works: &[Work], costs: &[Vec<Cost>]) {
    println!("  {:52} {:>20} {:>20}", "milliseconds: median (least)", "processor", "wall");
    for ((name, _), costs) in works.iter().zip(costs) {
        let told = |what: fn(&Cost) -> f64| {
            let least = costs.iter().map(what).fold(f64::INFINITY, f64::min);
            format!("{:.2} ({:.2})", 1e3 * median(costs.iter().map(what)), 1e3 * least)
        };
        println!("  {name:52} {:>20} {:>20}", told(|cost| cost.cpu), told(|cost| cost.wall));
    }
}

/// Prints what this is measured on.
pub fn print_machine() {
    let read = |path| std::fs::read_to_string(path).unwrap_or_default();
    let cpuinfo = read("/proc/cpuinfo");
    let model = cpuinfo.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let load = read("/proc/loadavg");
    let load = load.split(' ').next().unwrap_or_default();
    println!("{}, {cores} cores, load {load}", model.map_or("unknown processor", |(_, model)| model));
    let avx512 = cfg!(curve25519_dalek_backend = "avx512");
    println!("curve arithmetic: {} where the processor has it", if avx512 { "AVX-512 IFMA" } else { "AVX2" });
}
