//! Views of what was judged; rendering decides nothing.

pub mod escape;
