//! The fuzzer: libFuzzer over the target that the environment variable `FUZZ_TARGET` names.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use undersigned_fuzz::{Target, target};

static TARGET: LazyLock<Target> = LazyLock::new(|| {
    let name = std::env::var("FUZZ_TARGET").expect("FUZZ_TARGET names the target");
    target(&name).unwrap_or_else(|| panic!("no target {name}"))
});

fuzz_target!(
    init: { LazyLock::force(&TARGET); },
    |bytes: &[u8]| {
        TARGET(bytes);
    }
);
