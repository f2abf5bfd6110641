//! The fuzzer: libFuzzer over the target that the environment variable `FUZZ_TARGET` names.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use undersigned_fuzz::{Target, target};

static TARGET: LazyLock<Target> = LazyLock::new(|| {
    let name = std::env::var("FUZZ_TARGET").expect("FUZZ_TARGET names the target");
    target(&name).unwrap_or_else(|| panic!("no target {name}"))
});

/// Lets a panic of a foreign parser be caught: the child process that takes copies apart contains those. Any other ends the
/// run, as libFuzzer has it.
fn pass_over_foreign_panics() {
    let end = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !panic.location().is_some_and(|location| location.file().contains("/registry/src/")) {
            end(panic);
        }
    }));
}

fuzz_target!(
    init: {
        LazyLock::force(&TARGET);
        pass_over_foreign_panics();
    },
    |bytes: &[u8]| {
        TARGET(bytes);
    }
);
