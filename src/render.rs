//! Views of what was judged. Rendering decides nothing: each view says what a [`Report`](crate::verify::Report) says.

pub mod audit;
pub mod escape;
pub mod export;
pub mod json;
pub mod keys;
pub mod page;
pub mod recipe;
pub mod site;
pub mod text;
