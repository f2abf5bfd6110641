//! Text out of PDF: what a page shows, in the order in which people read it.

mod annotations;
mod letters;
mod reading;

use crate::audit::copy::Block;
use crate::extract::ExtractError;

/// What gets the text out, with its version.
pub(super) const EXTRACTOR: &str = "hayro-interpret 0.9.0";

/// The blocks of the file that `bytes` are.
///
/// # Errors
/// When it holds no text, is damaged, encrypted or beyond the limits.
pub(super) fn blocks(bytes: &[u8]) -> Result<Vec<Block>, ExtractError> {
    reading::blocks(&letters::pages(bytes.to_vec())?)
}
