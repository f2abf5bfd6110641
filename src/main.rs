//! The binary `undersigned`: see the library for everything.

fn main() -> std::process::ExitCode {
    undersigned::cli::main()
}
